"""deploy/gunicorn.conf.py: what it does with the folder of temporary files, which uploads may fill."""

from __future__ import annotations

import os
import runpy
import time
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parent.parent.parent / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
    return runpy.run_path(str(SOURCE))


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="没有 /dev/shm")
def test_counts_are_not_where_uploads_are(configuration: dict[str, Any]) -> None:
    """They are mapped into memory: whoever writes there when the disk is full is ended by the system (SIGBUS)."""
    configuration["on_starting"](None)
    folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    try:
        assert folder.parent == Path("/dev/shm")
    finally:
        configuration["on_exit"](None)
    assert not folder.exists()


def test_uploads_of_killed_processes_are_dropped(configuration: dict[str, Any], tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in ("tmpa.upload.docx", "tmpb.upload.zip", "tmpc.docx"))
    for path in (old, new, other):
        path.write_bytes(b"x")
    for path in (old, other):
        os.utime(path, (time.time() - 90_000,) * 2)
    configuration["drop_uploads"]()
    assert [path.exists() for path in (old, new, other)] == [False, True, True]
