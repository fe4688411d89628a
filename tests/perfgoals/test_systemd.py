"""deploy/systemd: units that systemd understands, which start what is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def placed(unit: Path, folder: Path) -> Path:
    """The unit with an installation in a folder of ours instead of /opt/perfgoals."""
    programs = folder / "opt" / ".venv" / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    for name in ("gunicorn", "python", "nginx"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    copy = folder / unit.name.replace("@", "@8001")
    text = unit.read_text().replace("/usr/sbin/nginx", str(programs / "nginx"))
    copy.write_text(text.replace("/opt/perfgoals", str(folder / "opt")))
    return copy


def test_systemd_understands_them(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd（没有 systemd-analyze）")
    copies = [placed(unit, tmp_path) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *copies], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "perfgoals" in line]
    assert not told


def test_a_reader_that_the_system_ends_takes_no_other_with_it() -> None:
    for name in ("worker", "web@"):
        assert "\nOOMPolicy=continue\n" in (UNITS[0].parent / f"perfgoals-{name}.service").read_text()


def test_the_proxy_does_not_open_what_systemd_gives_it() -> None:
    """/dev/stdout is a socket there: nginx would not start."""
    for name in ("nginx", "web-machines", "listen-https", "listen-http", "listen-behind"):
        text = (ROOT / "deploy" / "nginx" / f"{name}.conf").read_text()
        assert not re.search(r"^[^#]*/dev/std", text, re.MULTILINE), name


@pytest.mark.parametrize("unit", [each for each in SERVICES if "proxy" not in each.name], ids=lambda unit: unit.stem)
def test_what_they_start_is_there_and_has_few_rights(unit: Path) -> None:
    text = unit.read_text()
    (command,) = re.findall(r"^ExecStart=/opt/perfgoals/\.venv/bin/(.+)$", text, re.MULTILINE)
    program, *arguments = command.split()
    assert program in ("gunicorn", "python")
    files = [word for word in arguments if word.endswith(".py")]
    assert files
    assert all((ROOT / word).is_file() for word in files)
    for line in ("User=perfgoals", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="):
        assert f"\n{line}\n" in text
    if "manage.py" in arguments:
        name = arguments[arguments.index("manage.py") + 1]
        assert (ROOT / "perfgoals" / "management" / "commands" / f"{name}.py").is_file()
