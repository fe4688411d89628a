"""manage.py parse_tables and import_tables: JSON, exit codes, and that one bad file stops no other."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from importers.asking import look_again
from importers.claims import claim
from importers.models import ImportBatch
from indicators.models import Cause, GoalTable
from indicators.storing import content_of
from indicators.storing import replace as write
from tests.conftest import SAMPLES, sample
from tests.importers.stepping import work_all

TXT = "txt/003_5eb047f7ee00f1fd.txt"


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and stdout."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return int(str(end.code or 0)), out.getvalue()
    return 0, out.getvalue()


def expected(start: str) -> list[dict[str, Any]]:
    whole = json.loads((SAMPLES / "expected.json").read_text("utf-8"))
    return next(tables for name, tables in whole.items() if name.startswith(start))


def test_parse_prints_what_is_in_the_documents() -> None:
    code, out = run("parse_tables", str(sample(TXT)), str(sample("docx/003-messy.docx")))
    files = json.loads(out)["files"]
    assert code == 0
    assert [len(file["sha256"]) for file in files] == [64, 64]
    for file in files:
        assert file["findings"] == []
        assert [table["kind"] for table in file["tables"]] == ["project"] * 4
        assert [table["place"]["file"] for table in file["tables"]] == [file["path"]] * 4
        assert [
            {key: table[key] for key in want} for table, want in zip(file["tables"], expected("003"), strict=True)
        ] == expected("003")


def test_parse_goes_on_after_a_file_that_cant_be_read(tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(b"")
    code, out = run("parse_tables", str(tmp_path / "坏.docx"), str(tmp_path / "没有.txt"), str(sample(TXT)))
    bad, missing, good = json.loads(out)["files"]
    assert code == 1
    assert [finding["severity"] for finding in bad["findings"] + missing["findings"]] == ["block", "block"]
    assert "坏.docx" in bad["findings"][0]["message"]
    assert len(good["tables"]) == 4


def test_wrong_usage() -> None:
    with pytest.raises(CommandError):
        call_command("parse_tables")
    with pytest.raises(CommandError, match="1990"):
        call_command("import_tables", str(sample(TXT)), year=25)


@pytest.mark.django_db
def test_import_twice_changes_nothing() -> None:
    code, out = run("import_tables", str(SAMPLES / "docx"), "--year", "2025", "--json")
    assert code == 0
    assert json.loads(out)["counts"]["new"] == 27
    before = {table.pk: (content_of(table), table.changed_at) for table in GoalTable.objects.all()}
    code, out = run("import_tables", str(SAMPLES / "docx"), "--year", "2025", "--json")
    counts = json.loads(out)["counts"]
    assert (code, counts["new"], counts["changed"], counts["conflict"], counts["failed"]) == (0, 0, 0, 0, 0)
    assert {table.pk: (content_of(table), table.changed_at) for table in GoalTable.objects.all()} == before


@pytest.mark.django_db
def test_a_dry_run_tells_and_writes_nothing() -> None:
    code, out = run("import_tables", str(sample(TXT)), "--year", "2025", "--dry-run")
    assert code == 0
    assert "新增 4" in out
    assert "没有写入" in out
    assert not GoalTable.objects.exists()
    assert not ImportBatch.objects.exists()


@pytest.mark.django_db
def test_import_tells_what_was_not_taken(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("\t项目名称\n\t甲\n\n\t绩效目标\n\t乙\n", encoding="utf-8")
    (tmp_path / "2.docx").write_bytes(b"")
    (tmp_path / "3.txt").write_bytes(sample(TXT).read_bytes())
    code, out = run("import_tables", str(tmp_path), "--year", "2025", "--json")
    summary = json.loads(out)
    assert code == 1
    assert (summary["counts"]["failed"], summary["counts"]["unreadable_files"], summary["counts"]["new"]) == (1, 1, 4)
    assert summary["files"][0]["tables"][0]["reason"]["code"] == "agency-missing"
    code, out = run("import_tables", str(tmp_path), "--year", "2025")
    assert "未能导入" in out
    assert "2.docx" in out


@pytest.mark.django_db
def test_the_same_document_under_two_names_is_read_once_and_told(tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_bytes(sample(TXT).read_bytes())
    code, out = run("import_tables", str(tmp_path), "--year", "2025", "--json")
    first, second = json.loads(out)["files"]
    assert code == 0
    assert (len(first["tables"]), len(second["tables"])) == (4, 0)
    assert [finding["code"] for finding in second["findings"]] == ["file-repeated"]
    batch = ImportBatch.objects.get()
    assert batch.unattended
    assert dict(batch.files.values_list("state", "written")) == {"done": 4, "skipped": 0}


@pytest.mark.django_db
def test_a_conflict_is_told_and_leaves_the_table_and_can_be_looked_at_again(tmp_path: Path) -> None:
    run("import_tables", str(sample(TXT)), "--year", "2025")
    table = GoalTable.objects.order_by("pk")[0]
    typed = replace(content_of(table), goal="有人改过")
    write(table, typed, Cause("edited"))
    code, out = run("import_tables", str(sample(TXT)), "--year", "2025", "--json")
    assert code == 1
    assert json.loads(out)["counts"] | {"conflict": 1, "unchanged": 3} == json.loads(out)["counts"]
    assert content_of(table) == typed
    batch = ImportBatch.objects.order_by("-pk")[0]
    assert look_again(batch) == 1
    work_all(batch)
    assert batch.files.get().state == "ready"


@pytest.mark.django_db
def test_a_file_of_the_command_is_never_seen_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that sweeps at that moment would take it away."""
    from importers.management.commands import import_tables

    seen: list[bool] = []

    def claim_inside(pk: int) -> Any:
        seen.append(connection.in_atomic_block and connection.savepoint_ids != [])
        return claim(pk)

    monkeypatch.setattr(import_tables, "claim", claim_inside)
    run("import_tables", str(sample(TXT)), "--year", "2025")
    assert seen == [True]
