"""manage.py export_tables: which files, what is in them, and a sentence with an exit code where it can't be done."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exporters.formats import FORMATS
from exporters.taking import Taking
from indicators.models import GoalTable
from tests.conftest import People
from tests.exporters.going_out import approved, projects
from tests.exporters.reading_back import read
from tests.tables import make_table

pytestmark = pytest.mark.once

Run = Callable[..., str]


@pytest.fixture
def tables(people: People) -> dict[str, GoalTable]:
    laid = [("319202", "丁", 9, 2025), ("319202", "丙", 4, 2025), ("667201", "甲", 1, 2025), ("667201", "戊", 2, 2024)]
    return {n: make_table(people.agencies[code], name=n, number=no, year=year) for code, n, no, year in laid}


@pytest.fixture
def run(tables: dict[str, GoalTable]) -> Run:
    def call(*arguments: object) -> str:
        told = io.StringIO()
        call_command("export_tables", *map(str, arguments), stdout=told)
        return told.getvalue()

    return call


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_for_each_agency_and_year_with_the_numbers_of_the_forms(
    run: Run, tmp_path: Path, people: People
) -> None:
    folder = tmp_path / "新的" / "文件夹"
    told = run("--format", "docx", "--output", folder)
    hotline, grid = (people.agencies[code].name for code in ("319202", "667201"))
    assert names(folder) == [
        f"319202 {hotline}2025年度绩效目标表.docx",
        f"667201 {grid}2024年度绩效目标表.docx",
        f"667201 {grid}2025年度绩效目标表.docx",
    ]
    document = folder / f"319202 {hotline}2025年度绩效目标表.docx"
    assert [(each.number, each.project_name) for each in read("docx", document.read_bytes())] == [(4, "丙"), (9, "丁")]
    assert f"{document}  2 张表\n" in told
    assert told.endswith("共写出 3 个文件，4 张表。\n")
    assert document.stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("key", FORMATS)
def test_one_file(key: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "全部"
    assert "4 张表" in run("--format", key, "--output", path, "--one-file")
    assert names(tmp_path) == ["全部"]
    assert path.stat().st_size > 100


def test_filters(run: Run, tmp_path: Path, tables: dict[str, GoalTable], people: People) -> None:
    approved(tables["丙"], people.finance, "published")
    table = approved(tables["甲"], people.finance)
    table.status, table.goal = "draft", "还没有批复"
    table.save()
    path = tmp_path / "a.json"

    def exported(*arguments: object) -> list[str]:
        run("--format", "json", "--output", path, "--one-file", *arguments)
        return projects(path.read_bytes())

    assert exported() == ["戊", "丙", "丁", "甲"]
    assert exported("--year", 2024) == ["戊"]
    assert exported("--agency", "319202") == ["丙", "丁"]
    assert exported("--status", "published") == exported("--status", "已公开") == ["丙"]
    assert exported("--status", "draft", "--year", 2025) == ["丁", "甲"]
    assert "还没有批复" in path.read_text()
    assert exported("--status", "in-force") == ["丙", "甲"]
    assert "还没有批复" not in path.read_text()


def test_a_file_for_each_table(run: Run, tmp_path: Path) -> None:
    run("--format", "txt", "--output", tmp_path, "--per-table", "--agency", "319202")
    assert names(tmp_path) == ["319202 2025 丁.txt", "319202 2025 丙.txt"]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--output", "a"], 2, "请用 --format 写明格式，可用的有：docx"),
        (["--format", "exe", "--output", "a"], 2, "没有“exe”这种格式"),
        (["--format", "txt"], 2, "请用 --output 写明"),
        (["--format", "txt", "--output", "file"], 2, "“file”已经是一个文件"),
        (["--format", "txt", "--output", "folder", "--one-file"], 2, "“folder”是文件夹"),
        (["--format", "txt", "--output", "file/below/it"], 2, "“file”不是文件夹"),
        (["--format", "docx", "--output", "a.TXT", "--one-file"], 2, "“a.TXT”不是Word 文档的文件名，应以 .docx 结尾"),
        (["--format", "txt", "--output", "a", "--status", "批复"], 2, "approved（已批复）"),
        (["--format", "txt", "--output", "a", "--agency", "999"], 2, "没有单位代码为“999”的单位"),
        (["--format", "txt", "--output", "a", "--status", "approve"], 2, "没有“approve”这种状态"),
        (["--format", "txt", "--output", "a", "--year", "25"], 2, "预算年度 25 不合理"),
        (["--format", "txt", "--output", "a", "--year", "2020"], 1, "没有符合条件的绩效目标表"),
        (["--format", "txt", "--output", "a", "--status", "in-force"], 1, "没有符合条件的绩效目标表"),
    ],
)
def test_what_can_not_be_done(
    arguments: list[str], code: int, sentence: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("mine")
    Path("folder").mkdir()
    with pytest.raises(CommandError, match=sentence) as refused:
        run(*arguments)
    assert refused.value.returncode == code
    assert names(tmp_path) == ["file", "folder"]
    assert Path("file").read_text() == "mine"


def test_no_component_for_pdf(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.management.commands.export_tables.MISSING", {"pdf": "没有安装 PDF 组件。"})
    with pytest.raises(CommandError, match="没有安装 PDF 组件") as refused:
        run("--format", "pdf", "--output", tmp_path)
    assert refused.value.returncode == 2


def test_a_folder_that_one_may_not_write_to(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.folder.os.access", lambda *asked: False)
    with pytest.raises(CommandError, match="没有写入权限"):
        run("--format", "txt", "--output", tmp_path)


def test_what_was_there_stays_until_the_new_is_whole(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(*values: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Taking, "__iter__", full)
        with pytest.raises(CommandError, match="没有写成：磁盘空间不足") as refused:
            run("--format", "txt", "--output", path, "--one-file")
    assert refused.value.returncode == 1
    assert names(tmp_path) == ["a.txt"]
    assert path.read_text() == "old"
    assert "替换了原来的文件" in run("--format", "txt", "--output", path, "--one-file")
    assert path.read_text() != "old"


def test_many_tables_are_asked_for_in_steps(
    run: Run, tmp_path: Path, django_assert_max_num_queries: Callable[..., object]
) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        run("--format", "txt", "--output", tmp_path / "a.txt", "--one-file")
