"""A goal table while it is being read: values as they are found, with their places, until it can be finished.

Every non-blank cell that is given to a draft ends in a field or in a finding `unplaced-text`. Plain Python, no Django.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from importers.amounts import is_blank_amount, read_amount
from importers.cells import SourceTable, Spot
from importers.labels import MONEY, Label, fold, head_label
from importers.reading_types import Cells, Kind, ReadTable
from importers.titles import kind_of, split_number
from indicators.content import IndicatorContent, TableContent
from indicators.findings import Finding, Place, Severity
from indicators.text import normal_text

_AGENCY = re.compile(r"[\[(（【]?(?P<code>\d{3,12})[\])）】]?[\s_\-—–.、:：]*(?P<name>[^\d\s].*)", re.DOTALL)
_AGENCY_BEFORE_CODE = re.compile(
    r"(?P<name>[^\d\s].*[\u4e00-\u9fff])\s*[\[(（【](?P<code>\d{3,12})[\])）】]", re.DOTALL
)
_NAMED = ("project", "regional")  # kinds of forms whose tables have a project
_ANNUAL = re.compile(r"年度|当年|本年|年初|预期|20\d\d年(?![-—~至])")


def split_agency(text: str) -> tuple[str, str]:
    """Code and name of 667201天津市…中心, [319]某办, 某办（319）; ("", text) where no code leads."""
    found = _AGENCY.fullmatch(text.strip()) or _AGENCY_BEFORE_CODE.fullmatch(text.strip())
    if found:
        return found["code"], found["name"].strip()
    return (text.strip(), "") if re.fullmatch(r"\d{3,12}", text.strip()) else ("", text.strip())


@dataclass(slots=True)
class Draft:
    """What has been found of one goal table so far."""

    file: str
    title: str = ""
    unit: str = ""
    unit_of_labels: str = ""  # the first that a label of an amount names, 资金总额（万元）
    texts: dict[str, str] = field(default_factory=dict)
    money: dict[str, tuple[str, str, Spot]] = field(default_factory=dict)
    rows: list[IndicatorContent] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # Names of levels in rows that are no indicators; told where no indicator stands under them.
    bare_levels: dict[str, Spot] = field(default_factory=dict)
    labels: dict[str, Spot] = field(default_factory=dict)  # where the label of a field stands
    row_numbers: list[int] = field(default_factory=list)  # of `rows`, in a sheet alone
    columns: dict[str, int] = field(default_factory=dict)  # of the grid, from 1
    words: list[str] = field(default_factory=list)  # labels and titles that tell the kind of form
    first: SourceTable | None = None
    has_grid: bool = False
    goal_rank: int = -1
    goal_spot: Spot | None = None
    whole: tuple[str, str, Spot] | None = None  # the budget of all years of the project

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a form has been found yet."""
        return not (self.texts or self.money or self.has_grid)

    @property
    def is_left_blank(self) -> bool:
        """Whether a form stands there that nobody has begun to fill in: at most its agency is known."""
        amounts = (text for text, _, _ in (*self.money.values(), *filter(None, [self.whole])))
        filled = self.texts.keys() & {"project_name", "purpose", "goal"} or self.rows or self.findings
        return self.has_grid and not filled and not self.bare_levels and all(map(is_blank_amount, amounts))

    def left_blank(self, sheet: SourceTable) -> Finding:
        """A workbook has a sheet for each project, and more of them than projects: a blank one is no mistake."""
        place = sheet.place(self.file)
        texts = filter(None, (self.title, *self.texts.values()))
        message = f"{place}是没有填写的空白表，已跳过。"
        return Finding("blank-form", "info", message, place, found="\n".join(texts))

    def place(self, spot: Spot) -> Place:
        """The place of a value."""
        return spot.table.place(self.file, spot.row, spot.order)

    def place_of_blank(self, name: str, whole: Place) -> Place:
        """Where a field was left blank: the cell behind its label where that is in a sheet, else the whole form."""
        spot = self.labels.get(name)
        if spot is None or not spot.table.sheet or head_label(spot.text_behind):
            return whole
        return spot.place_behind(self.file)

    def cells(self) -> Cells | None:
        """Where in its sheet the form has its rows and the fields of its head; None for other documents."""
        if self.first is None or not self.first.sheet:
            return None
        whole = self.first.place(self.file)
        head = {name: self.place_of_blank(name, whole) for name in self.labels}
        head |= {name: self.place(spot) for name, (_, _, spot) in self.money.items()}
        found = {
            name: (place.row or 0, place.column or 0) for name, place in head.items() if place.table == whole.table
        }
        return Cells(tuple(self.row_numbers), self.columns, found)

    def unplaced(self, text: str, spot: Spot) -> None:
        """Tell of a text that no field takes."""
        text = normal_text(text)
        if text:
            place = self.place(spot)
            shown = text if len(text) <= 60 else f"{text[:60]}…"
            message = f"{place}的“{shown}”没有对应的栏目，未导入，请核对是否需要。"
            self.findings.append(Finding("unplaced-text", "warn", message, place, found=text))

    def put(self, label: Label, text: str, spot: Spot, words: str = "") -> None:
        """Give a value to the field of its label; what does not fit is told."""
        name = label.field
        if name in MONEY:
            self._put_money(name, text, label.unit, spot)
        elif name == "budget_whole" and not self.whole:
            self.whole = text, label.unit, spot
        elif name == "goal":
            self._put_goal(text, spot, 1 if _ANNUAL.search(words) else 0)
        elif name in ("agency", "agency_code"):
            self._put_agency(name, text, spot)
        elif name == "superior":
            self._put_superior(text, spot)
        elif name == "currency_unit" and fold(text) in ("元", "千元", "万元", "亿元"):
            self.unit = self.unit or fold(text)
        elif name in ("project_name", "purpose") and self.texts.get(name, text) == text:
            self.texts[name] = text
        else:
            self.unplaced(text, spot)

    def _put_money(self, name: str, text: str, unit: str, spot: Spot) -> None:
        if name not in self.money:
            self.money[name] = (text, unit, spot)
        elif self.money[name][0] != text:
            self.unplaced(text, spot)

    def _put_goal(self, text: str, spot: Spot, rank: int) -> None:
        """年度目标 wins over 总体目标; the other one is told."""
        if rank > self.goal_rank:
            if self.goal_spot:
                self.unplaced(self.texts["goal"], self.goal_spot)
            self.texts["goal"], self.goal_spot, self.goal_rank = text, spot, rank
        elif text != self.texts["goal"]:
            self.unplaced(text, spot)

    def _put_agency(self, name: str, text: str, spot: Spot) -> None:
        if name == "agency":
            text = self._one_agency(text, spot)
        code, agency = (text.strip(), "") if name == "agency_code" else split_agency(text)
        found = {"agency_code": code, "agency_name": agency}
        if any(value and self.texts.get(key, value) != value for key, value in found.items()):
            self.unplaced(text, spot)
        else:
            self.texts |= {key: value for key, value in found.items() if value}

    def _one_agency(self, text: str, spot: Spot) -> str:
        """A department above its unit, each with its code: the unit, which has the longer code; the other is told."""
        lines = text.split("\n")
        codes = [split_agency(line)[0] for line in lines]
        if len(lines) == 1 or not all(codes):
            return text
        unit = lines[max(range(len(lines)), key=lambda line: len(codes[line]))]
        self.unplaced("\n".join(line for line in lines if line != unit), spot)
        return unit

    def _put_superior(self, text: str, spot: Spot) -> None:
        """The department above: it has no place of its own, but stands in where the form names no agency."""
        self.texts.setdefault("superior", text)
        self.unplaced(text, spot)

    def finish(self, ordinal: int) -> ReadTable:
        """The finished table, with findings about what its form left open."""
        used = {name for row in self.rows for name in (row.level1, row.level2)} if self.bare_levels else set()
        for name, spot in self.bare_levels.items():
            if name not in used:
                self.unplaced(name, spot)
        if self.whole:
            self._put_money("budget_total", *self.whole)
        amounts = {name: self._amount(*value) for name, value in self.money.items()}
        kind = kind_of(self.title, tuple(self.words))
        if kind == "overall" and not self.texts.get("project_name"):
            self.texts.pop("project_name", None)
        number, title = split_number(self.title, self.texts.get("project_name", ""), ordinal)
        content = TableContent(
            title=title,
            number=number,
            currency_unit=(self.unit or self._stated_unit()).replace("千元", "") or "元",  # tables print no 千元
            project_name=self.texts.get("project_name", ""),
            agency_code=self.texts.get("agency_code", ""),
            agency_name=self.texts.get("agency_name") or split_agency(self.texts.get("superior", ""))[1],
            purpose=self.texts.get("purpose", ""),
            goal=self.texts.get("goal", ""),
            indicators=tuple(self.rows),
            **amounts,
        )
        return self._read_table(content, kind, ordinal)

    def _stated_unit(self) -> str:
        """The unit that the labels of the amounts name, 资金总额（万元）.

        It holds for amounts beside it whose own labels name none, and where no amount was filled in.
        """
        return next((unit for _, unit, _ in self.money.values() if unit), self.unit_of_labels)

    def _amount(self, text: str, unit: str, spot: Spot) -> Decimal | None:
        if is_blank_amount(text):
            return None
        amount = read_amount(text, unit or self.unit or self._stated_unit())
        if amount is None:
            place = self.place(spot)
            expected = "数字，例如 455000.00 或 45.5万元"
            message = f"{place}的金额“{text}”读不成数，已留空，应为{expected}。"
            self.findings.append(Finding("amount-unreadable", "warn", message, place, found=text, expected=expected))
        return amount

    def _read_table(self, content: TableContent, kind: Kind, ordinal: int) -> ReadTable:
        place = self.first.place(self.file) if self.first else Place(self.file)
        for code, label, missing, words in (
            ("project-name-missing", "project_name", not content.project_name and kind in _NAMED, "项目名称"),
            ("agency-missing", "agency_code", not (content.agency_code or content.agency_name), "预算单位的代码和名称"),
            ("indicators-missing", "", not content.indicators, "指标行（一级、二级、三级指标和指标值）"),
        ):
            if missing:
                blank = self.place_of_blank(label, place)
                where = f"{place}（第{ordinal}张绩效目标表）里" if blank is place else f"{blank}"
                message = f"{where}没有{'找到' if blank is place else '填写'}{words}。"
                severity: Severity = "block" if "name" in code else "warn"
                self.findings.append(Finding(code, severity, message, blank, expected=words))
        if self.money and not (self.unit or self._stated_unit() or self._all_name_units()):
            blank = self.place_of_blank("currency_unit", place)
            where = f"{place}（第{ordinal}张绩效目标表）" if blank is place else f"{blank}"
            message = f"{where}没有写明金额单位，已按“元”读取，请核对。"
            self.findings.append(
                Finding("currency-unit-missing", "warn", message, blank, expected="单位：元 或 单位：万元")
            )
        made_from = self.first.made_from if self.first else ""
        return ReadTable(content, kind, ordinal, place, tuple(self.findings), self.cells(), made_from)

    def _all_name_units(self) -> bool:
        return all("元" in text or is_blank_amount(text) for text, _, _ in self.money.values())
