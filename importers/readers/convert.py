"""Old and foreign formats → .docx or .xlsx, by LibreOffice where it is installed.

Each run has a fresh profile (a shared one makes the second of two runs fail) that forbids macros, links and the
network, and is bounded in time and memory. The folder is removed whatever happens.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from importers import guard, signatures
from importers.refusals import refusal

SECONDS = 90
MEGABYTES = 4096

_TARGETS = {"doc": ("docx", "MS Word 2007 XML"), "xls": ("xlsx", "Calc MS Excel 2007 XML")}
# Without a filter LibreOffice opens HTML in Writer/Web, which can't save .docx.
_HTML_FILTER = "HTML (StarWriter)"
_SUFFIXES = {"word": "doc", "excel": "xls", "rtf": "rtf", "word-xml": "xml", "excel-xml": "xml", "flat-odt": "fodt"}
_SUFFIXES |= {"flat-ods": "fods", "html": "html"}
_CHARSET = re.compile(rb"charset\s*=", re.IGNORECASE)
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP")
_ARGUMENTS = ("--headless", "--norestore", "--nodefault", "--nofirststartwizard", "--nolockcheck", "--nologo")

ROOM = 4 << 20  # bytes free on the disk; with less it is not the document's fault that nothing came of it

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", 0),
    ("Office.Calc/Content/Update", "Link", 2),
    # A proxy that nobody answers: what still asks for the network gets nothing.
    ("Inet/Settings", "ooInetProxyType", 2),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", 9),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
)


@cache
def office() -> str | None:
    """LibreOffice's program, or None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def to_modern(name: str, data: bytes, kind: str) -> bytes:
    """The document as .docx (kind doc) or .xlsx (kind xls); raises Unreadable, and OSError where the disk is full."""
    program = office()
    target, save_as = ("Word", ".docx") if kind == "doc" else ("Excel", ".xlsx")
    if program is None:
        advice = f"请在 {target} 或 WPS 中打开，另存为 {save_as} 后再导入"
        problem = f"是{_form_name(data)}，本机没有安装 LibreOffice，不能直接读取"
        raise refusal("needs-conversion", name, problem, advice, _form_name(data), save_as)
    with tempfile.TemporaryDirectory(prefix="perfgoals-convert-", ignore_cleanup_errors=True) as folder:
        outcome = _convert(program, Path(folder), data, kind)
    if isinstance(outcome, bytes):
        return outcome
    advice = f"请在 {target} 或 WPS 中打开，另存为 {save_as} 后再导入"
    raise refusal("conversion-failed", name, f"（{_form_name(data)}）不能转换为 {save_as}：{outcome}", advice)


def _form_name(data: bytes) -> str:
    form = signatures.form_of(data)
    return "OpenDocument 文件" if form == "zip" else signatures.NAMES[form]


def _convert(program: str, folder: Path, data: bytes, kind: str) -> bytes | str:
    """The converted bytes, or in Chinese why there are none."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (profile / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
    form = signatures.form_of(data)
    source = folder / f"source.{_SUFFIXES.get(form, 'odt' if kind == 'doc' else 'ods')}"
    source.write_bytes(_with_charset(data) if form == "html" else data)
    if not _run(_command(program, folder, source, kind, form), folder):
        return f"超过 {SECONDS} 秒没有完成"
    suffix = _TARGETS[kind][0]
    converted = folder / "out" / f"source.{suffix}"
    if not converted.is_file() or not converted.stat().st_size:
        if shutil.disk_usage(folder).free < max(ROOM, len(data)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return "LibreOffice 没能打开它，文件可能已损坏"
    if converted.stat().st_size > guard.MAX_FILE:
        return "转换后的文件过大"
    return converted.read_bytes()


def _with_charset(page: bytes) -> bytes:
    """A page that says its encoding: LibreOffice takes one that does not for UTF-8 or Western, never for GBK."""
    if _CHARSET.search(page[:65536]) or page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return page
    try:
        page.decode()
    except UnicodeDecodeError:
        page = page.decode("gb18030", "replace").encode()
    return b"\xef\xbb\xbf" + page.removeprefix(b"\xef\xbb\xbf")


def _command(program: str, folder: Path, source: Path, kind: str, form: str) -> list[str]:
    suffix, save_filter = _TARGETS[kind]
    command = [program, *_ARGUMENTS, f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    if form == "html":
        command.append(f"--infilter={_HTML_FILTER}")
    command += ["--convert-to", f"{suffix}:{save_filter}", "--outdir", str(folder / "out"), str(source)]
    if os.name == "nt":
        return command
    # A shell sets the limit, since code between fork and exec is not safe in a process with threads.
    return ["/bin/sh", "-c", f'ulimit -S -v {MEGABYTES * 1024} 2>/dev/null; exec "$0" "$@"', *command]


def _run(command: list[str], folder: Path) -> bool:
    """Run LibreOffice in a session of its own; False, and all of it killed, where it takes too long."""
    quiet = subprocess.DEVNULL
    # Not our whole environment: it may hold passwords and keys.
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(SECONDS)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started: soffice is a script, the work is done by its child."""
    try:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
