"""LibreOffice opens an exported document, finds every text in it, and lays it out on the pages that we reckoned."""

import html
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from bench import documents
from exporters import form
from exporters.entry import Entry
from exporters.writers.docx_pages import pages
from tests.exporters.reading_back import SAMPLES, read, written
from tests.tools import find_libreoffice

OFFICE = find_libreoffice()
pytestmark = pytest.mark.skipif(not OFFICE, reason="needs LibreOffice")


def _saved_as(folder: Path, data: bytes, kind: str) -> Path:
    source = folder / "exported.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), "--headless", "--norestore", profile, "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=100)
    return source.with_suffix(f".{kind}")


def test_it_finds_every_text(tmp_path: Path) -> None:
    contents = [content for sample in SAMPLES for content in read("docx", sample.read_bytes())]
    with zipfile.ZipFile(_saved_as(tmp_path, written("docx", contents), "odt")) as package:
        xml = package.read("content.xml").decode()
    text = html.unescape(re.sub(r"<[^>]+>", "", xml))
    for content in contents:
        for line in (content.project_name, *content.goal.split("\n"), *(row.target for row in content.indicators)):
            assert line in text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")
def test_the_pages_are_those_that_were_reckoned(tmp_path: Path) -> None:
    contents = [
        one.with_indicators(one.indicators * (number % 5 + 1)) for number, one in enumerate(documents.contents(9))
    ]
    pdf = _saved_as(tmp_path, written("docx", contents, numbered=True), "pdf")
    text = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    behind_contents = text.split("\f")[1:-1]
    starts = [page for page, found in enumerate(behind_contents) if re.match(r"\s*\d\.", found)]
    counted = [after - before for before, after in zip(starts, [*starts[1:], len(behind_contents)], strict=True)]
    reckoned = [pages(form.title(Entry(2025, one), 1), one) for one in contents]
    differences = [abs(one - other) for one, other in zip(counted, reckoned, strict=True)]
    assert sum(differences) <= 1  # fonts differ from machine to machine
    assert max(counted) > 2
