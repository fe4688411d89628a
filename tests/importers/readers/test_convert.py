"""Old formats through LibreOffice, really run where it is installed; what it must not do, and what is told."""

import http.server
import os
import re
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from importers.cells import Unreadable
from importers.guard import open_package, read_part
from importers.readers import convert
from importers.readers.convert import to_modern
from importers.sniff import sniff
from tests.conftest import SAMPLES
from tests.importers import hostile_files as make
from tests.importers.readers.test_xlsx import saved, texts

WORDS = "绩效目标表=100%"
HTML = f'<html><head><meta charset="{{}}"></head><body><table><tr><td>{WORDS}</td></tr></table></body></html>'
RTF = b"{\\rtf1\\ansi\\ansicpg936 \\'bc\\'a8\\'d0\\'a7}"
needs_office = pytest.mark.skipif(convert.office() is None, reason="LibreOffice is not installed")


def words_of(document: bytes) -> str:
    """All the text of a .docx."""
    xml = read_part(open_package(document, "表.docx"), "word/document.xml", "表.docx").decode()
    return "".join(re.findall(r"<w:t[^>]*>([^<]*)", xml))


@pytest.fixture
def leftovers(tmp_path, monkeypatch) -> Iterator[None]:
    """Fails where a conversion leaves a folder behind."""
    folder = tmp_path / "t"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def saved_by_office(data: bytes, kind: str, target: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The document in an old format, by the same program."""
    with monkeypatch.context() as patch:
        patch.setattr(convert, "_TARGETS", {kind: target})
        return to_modern("表", data, kind)


@needs_office
@pytest.mark.usefixtures("leftovers")
@pytest.mark.parametrize("target", [("doc", "MS Word 97"), ("odt", "writer8")])
def test_documents(target, monkeypatch):
    source = (SAMPLES / "docx" / "003-single.docx").read_bytes()
    old = saved_by_office(source, "doc", target, monkeypatch)
    assert sniff(f"表.{target[0]}", old) == "doc"
    document = to_modern(f"表.{target[0]}", old, "doc")
    assert sniff("表.docx", document) == "docx"
    assert words_of(document) == words_of(source)


@needs_office
@pytest.mark.usefixtures("leftovers")
@pytest.mark.parametrize("target", [("xls", "MS Excel 97"), ("ods", "calc8")])
def test_workbooks(target, monkeypatch):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C3"] = "=100%", 0.9
    book.active["A1"].data_type, book.active["C3"].number_format = "s", "0.00%"
    old = saved_by_office(saved(book), "xls", target, monkeypatch)
    assert sniff(f"表.{target[0]}", old) == "xls"
    assert texts(to_modern(f"表.{target[0]}", old, "xls")) == {(1, 0): "=100%", (3, 2): "90.00%"}


@needs_office
@pytest.mark.parametrize("head", ["<meta charset=gb18030>", ""])
def test_web_pages_under_the_names_of_sheets_are_verbatim(head):
    values = ["绩效目标", "0123", "=1+1", "1-2", "1.50", "1,000", "9月"]
    page = f"<html><head>{head}</head><table><tr><td>{'</td><td>'.join(values)}</td></tr></table></html>"
    data = page.encode("gb18030")
    assert sniff("表.xls", data) == "doc"
    assert words_of(to_modern("表.xls", data, "doc")) == "".join(values)


@needs_office
def test_rtf_in_chinese():
    assert words_of(to_modern("表.rtf", RTF, "doc")) == "绩效"


@needs_office
def test_nothing_is_fetched_from_the_network():
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(self.rfile.readline())
            self.close_connection = True

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    picture = (
        f'<img src="http://127.0.0.1:{server.server_port}/a.png"><link rel=stylesheet href="http://127.0.0.1/a.css">'
    )
    to_modern("表.doc", HTML.format("utf-8").replace("<body>", f"<body>{picture}").encode(), "doc")
    server.shutdown()
    assert asked == []


@needs_office
@pytest.mark.usefixtures("leftovers")
def test_a_broken_document_is_told():
    old = make.ole("WordDocument", heads={"WordDocument": b"\xec\xa5\xc1\0" + bytes(range(250))})
    with pytest.raises(Unreadable) as caught:
        to_modern("坏.doc", old, "doc")
    assert caught.value.finding.code == "conversion-failed"
    assert "“坏.doc”" in caught.value.finding.message
    assert caught.value.finding.message.count("。") == 1


@pytest.mark.usefixtures("leftovers")
def test_a_full_disk_is_not_told_as_a_broken_document(monkeypatch):
    monkeypatch.setattr(convert, "office", lambda: "soffice")
    monkeypatch.setattr(convert, "_run", lambda command, folder: True)
    with pytest.raises(Unreadable):
        to_modern("表.doc", RTF, "doc")
    monkeypatch.setattr(convert, "ROOM", 1 << 62)
    with pytest.raises(OSError, match="No space left"):
        to_modern("表.doc", RTF, "doc")


def test_without_office_it_says_how_to_convert(monkeypatch):
    monkeypatch.setattr(convert, "office", lambda: None)
    with pytest.raises(Unreadable, match=r"“表\.doc”.*在 Word 或 WPS 中打开，另存为 \.docx") as caught:
        to_modern("表.doc", RTF, "doc")
    assert caught.value.finding.code == "needs-conversion"
    with pytest.raises(Unreadable, match=r"在 Excel 或 WPS 中打开，另存为 \.xlsx"):
        to_modern("表.et", make.ole("Workbook"), "xls")


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for LibreOffice: a shell script."""
    path = tmp_path / "soffice"

    def write(script: str) -> Path:
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setattr(convert, "office", lambda: str(path))
        return tmp_path

    return write


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.usefixtures("leftovers")
def test_a_program_that_hangs_is_ended_with_its_children(program, monkeypatch):
    folder = program('sleep 600 & echo $! > "$(dirname "$0")/child"; wait')
    monkeypatch.setattr(convert, "SECONDS", 0.5)
    with pytest.raises(Unreadable, match=r"0\.5 秒没有完成"):
        to_modern("表.doc", RTF, "doc")
    assert not is_running(int((folder / "child").read_text()))


def is_running(pid: int) -> bool:
    """Whether a process still runs; waits a little for the system to take it away."""
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return False
        time.sleep(0.02)
    return True


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_the_program_gets_limits_its_own_profile_and_no_secrets(program, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "secret")
    folder = program('cd "$(dirname "$0")"; env > environment; ulimit -v > memory; echo "$@" > arguments')
    for _ in range(2):
        with pytest.raises(Unreadable, match="没能打开"):
            to_modern("表.doc", RTF, "doc")
        profile = re.search(r"UserInstallation=(\S+)", (folder / "arguments").read_text())
        assert profile
    assert "secret" not in (folder / "environment").read_text()
    assert (folder / "memory").read_text().strip() == str(convert.MEGABYTES * 1024)
    assert not Path(profile[1].removeprefix("file://")).exists()


def test_the_profile_forbids_macros_links_and_the_network():
    settings = {name: value for _, name, value in convert._SETTINGS}
    assert settings["DisableMacrosExecution"] == "true"
    assert settings["BlockUntrustedRefererLinks"] == "true"
    assert settings["MacroSecurityLevel"] == 3
