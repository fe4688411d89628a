"""The one normal form of text in a goal table (DESIGN 3).

Lines end with \\n, no blank lines, no TAB or control characters, no white space at line ends;
nothing else is changed, so that what was written is what is printed.
"""

import re

# str.splitlines would also do, but it leaves the separators of old Macs and of Word inside a line.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters and lone surrogates: neither XML nor PostgreSQL can hold them.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def normal_text(text: str) -> str:
    """The text in its normal form; idempotent."""
    if text.isprintable() and text[-1:] != " ":  # the usual case, and it costs next to nothing
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _FORBIDDEN.sub("", text)
    return "\n".join(line for line in map(str.rstrip, text.split("\n")) if line)


def compact(text: str) -> str:
    """The text without any white space: how labels and names of levels are compared."""
    return "".join(text.split())


def way_to_find(text: str) -> str:
    """The lookup that finds a text whatever its capitals are. One that has none, as most here, is looked for as it is:
    to write all others in capitals takes PostgreSQL many times as long, and it does not know how rare the text is then.
    """
    return "contains" if text.lower() == text.upper() else "icontains"
