"""The pins: exact, from no particular address, within the ranges of pyproject.toml, and without psycopg 3."""

import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PIN_FILES = ["requirements.txt", "requirements-dev.txt"]


def pins(name: str) -> dict[str, str]:
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
    return {canonicalize_name(package): version for package, version in (line.split("==") for line in lines)}


@pytest.mark.parametrize("name", PIN_FILES)
def test_pins_are_exact_and_name_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    assert len(pins(name)) > 15


@pytest.mark.parametrize(("group", "name"), [("dependencies", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_every_dependency_is_pinned_within_its_range(group: str, name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = pins(name)
    for text in project.get(group) or project["optional-dependencies"][group]:
        wanted = Requirement(text)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), text


def test_psycopg_3_is_absent() -> None:
    assert find_spec("psycopg2")
    assert find_spec("psycopg") is None, "Django would take psycopg 3 without a word"
