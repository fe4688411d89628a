"""`manage.py export_tables --format F --output PATH`: tables as files, without a worker and without a size limit."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError

from budget.models import Agency
from exporters.folder import reason, whole_file, why_unfit
from exporters.formats import FORMATS, MISSING, Format, TooMany
from exporters.names import Names
from exporters.packing import agency_title
from exporters.taking import Taking
from indicators.models import GoalTable, Status
from indicators.queries import AS_FILED, GoalTableQuerySet

IN_FORCE = "in-force"
WRONG, NOTHING = 2, 1  # exit codes


class File(NamedTuple):
    """A file to be: its path, the keys of its tables, and what stands above its table of contents."""

    path: Path
    keys: list[int]
    title: str


class Command(BaseCommand):
    """Exit 0 if files were written, 1 if nothing matched or a file could not be written, 2 for wrong usage."""

    help = (
        "把绩效目标表导出成文件。PATH 是文件夹：每个单位、每个年度一个文件（与公开的文件相同）；"
        "加 --per-table 则每张表一个文件；加 --one-file 则全部写进一个文件，PATH 就是文件名。"
        "表按区划、单位代码、编号排列，编号照原样。文件写完整了才改成正式的名字，同名的旧文件被替换。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which tables, in which form, where to."""
        statuses = "、".join(f"{status.value}（{status.label}）" for status in Status)
        parser.add_argument("--format", default="", help=f"格式：{'、'.join(FORMATS)}（pdf 需要另装组件）")
        parser.add_argument("--output", type=Path, metavar="PATH", help="文件夹；用 --one-file 时是文件名")
        parser.add_argument("--year", type=int, help="预算年度；不写则各年度都导出")
        parser.add_argument("--agency", default="", metavar="CODE", help="只导出这个单位代码的表")
        statuses = f"{statuses}；{IN_FORCE}（有效的内容，用于公开）"
        parser.add_argument("--status", default="", help=f"只导出这种状态的表：{statuses}")
        shape = parser.add_mutually_exclusive_group()
        shape.add_argument("--one-file", action="store_true", help="全部表写进一个文件")
        shape.add_argument("--per-table", action="store_true", help="每张表一个文件")

    def handle(self, **options: Any) -> None:
        """Write the files and tell which."""
        form = _format(options["format"])
        path: Path = options["output"] or _wrong("请用 --output 写明导出到哪里。")
        refusal = why_unfit(path, options["one_file"])
        if not refusal and options["one_file"]:
            refusal = _why_misnamed(path, form)
        if refusal:
            _wrong(refusal)
        tables = _tables(options["year"], options["agency"], options["status"])
        files = list(_files(tables, path, form, options))
        if not files:
            raise CommandError("没有符合条件的绩效目标表，没有导出。", returncode=NOTHING)
        written = [self._write(file, form, options["status"] == IN_FORCE) for file in files]
        self.stdout.write(f"共写出 {len(written)} 个文件，{sum(written)} 张表。")

    def _write(self, file: File, form: Format, in_force: bool) -> int:
        """One file; how many tables it holds."""
        replaced = file.path.exists()
        tables = Taking(file.keys, in_force, traced=form.traced)
        try:
            file.path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(file.path) as target:
                form.write((each.entry for each in tables), target, title=file.title)
        except TooMany as error:
            raise CommandError(f"“{file.path}”没有写出：{error}", returncode=NOTHING) from error
        except OSError as error:
            raise CommandError(f"“{file.path}”没有写成：{reason(error)}。", returncode=NOTHING) from error
        number = tables.done - tables.left_out
        self.stdout.write(f"{file.path}  {number} 张表{'（替换了原来的文件）' if replaced else ''}")
        return number


def _wrong(words: str) -> Any:
    raise CommandError(words, returncode=WRONG)


def _format(key: str) -> Format:
    if key in MISSING:
        _wrong(MISSING[key])
    if key not in FORMATS:
        asked = f"没有“{key}”这种格式" if key else "请用 --format 写明格式"
        _wrong(f"{asked}，可用的有：{'、'.join(FORMATS)}。")
    return FORMATS[key]


def _why_misnamed(path: Path, form: Format) -> str:
    """Why no program would open the file under this name; "" where it is right, or tells no format."""
    if path.suffix.lower() in {each.suffix for each in FORMATS.values()} - {form.suffix}:
        return f"“{path.name}”不是{form.words}的文件名，应以 {form.suffix} 结尾。"
    return ""


def _tables(year: int | None, code: str, status: str) -> GoalTableQuerySet:
    """The tables that are asked for; refuses what can't be meant."""
    if year is not None and not 1990 <= year <= 2100:
        _wrong(f"预算年度 {year} 不合理，应在 1990 到 2100 之间。")
    if code and not Agency.objects.filter(code=code).exists():
        _wrong(f"没有单位代码为“{code}”的单位。")
    tables = GoalTable.objects.filter(**_condition(status))
    if year is not None:
        tables = tables.filter(project__year=year)
    if code:
        tables = tables.filter(project__agency__code=code)
    region, *rest = AS_FILED
    return tables.order_by(region, "project__year", *rest)


def _condition(status: str) -> dict[str, Any]:
    """A status by its name or by its Chinese words."""
    if not status:
        return {}
    if status == IN_FORCE:
        return {"in_force__isnull": False}
    known = {name: each.value for each in Status for name in (each.value, str(each.label))}
    if status not in known:
        words = "、".join(f"{each.value}（{each.label}）" for each in Status)
        _wrong(f"没有“{status}”这种状态，可用的有：{words}、{IN_FORCE}。")
    return {"status": known[status]}


def _files(tables: GoalTableQuerySet, path: Path, form: Format, options: dict[str, Any]) -> Iterator[File]:
    """What goes into which file."""
    named = ("project__agency__region", "project__agency__code", "project__agency__name", "project__year")
    rows = list(tables.values_list(*named, "project__name", "pk"))
    names = Names()
    if options["one_file"]:
        yield from [File(path, [row[-1] for row in rows], "")] if rows else []
        return
    for (region, code, name, year), same in groupby(rows, key=lambda row: row[:4]):
        lead = f"{region} {code}".strip()
        title = agency_title(lead, name, year)
        if options["per_table"]:
            for *_, project, key in same:
                yield File(path / names.give(f"{lead} {year} {project}", form.ending), [key], "")
        else:
            yield File(path / names.give(title, form.ending), [row[-1] for row in same], title)
