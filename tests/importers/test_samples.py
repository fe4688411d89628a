"""The sample documents in every form read exactly as expected.json says: every field of every table and row."""

from __future__ import annotations

import codecs
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importers.reading import FileReading, read_document

SAMPLES = Path(__file__).parents[1] / "samples"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

Rewrite = Callable[[str], bytes]
VARIANTS: dict[str, Rewrite] = {
    "utf-8": str.encode,
    "bom": lambda text: codecs.BOM_UTF8 + text.encode(),
    "gb18030": lambda text: text.encode("gb18030"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "bom-crlf": lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    "gb18030-crlf": lambda text: text.replace("\n", "\r\n").encode("gb18030"),
    "no-end": lambda text: text.rstrip().encode(),
}


def check(reading: FileReading, number: str) -> None:
    """The reading says what the text with this number is known to say, and complains about nothing."""
    (expected,) = (tables for name, tables in EXPECTED.items() if name.startswith(number))
    keys = expected[0].keys()
    assert [{key: table.to_json()[key] for key in keys} for table in reading.tables] == expected
    assert {table.kind for table in reading.tables} == {"project"}
    assert [finding.message for finding in reading.all_findings] == []


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", EXPECTED)
def test_plain_text(name: str, variant: str) -> None:
    text = (SAMPLES / "txt" / name).read_bytes().decode()
    check(read_document(name, VARIANTS[variant](text)), name[:3])


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("docx/*.docx")), ids=lambda path: path.stem)
def test_word(path: Path) -> None:
    check(read_document(path.name, path.read_bytes()), path.name[:3])


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (for .doc) is not installed")
@pytest.mark.parametrize("suffix", ["doc", "docx"])
@pytest.mark.parametrize("name", ["003-word", "003-single"])
def test_converted(name: str, suffix: str, tmp_path: Path) -> None:
    """What LibreOffice makes of a Word file; not of the messy one, where it doubles texts in content controls."""
    data = _convert(SAMPLES / "docx" / f"{name}.docx", suffix, tmp_path)
    check(read_document(f"表.{suffix}", data), name[:3])


def _convert(path: Path, suffix: str, folder: Path) -> bytes:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", suffix, "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"{path.stem}.{suffix}").read_bytes()
