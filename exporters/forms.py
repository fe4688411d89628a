"""The choices of an export. What may be chosen is what there is: formats that this machine has, tables one may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from budget.access import visible_agencies
from budget.parents import with_parents
from exporters.formats import FORMATS
from exporters.models import Shape
from indicators.filters import TableFilter
from indicators.models import TableTally

LIST_SHAPES = (Shape.ONE, Shape.TABLE)  # the list may be in any order, so agencies do not lie together
NOW, IN_FORCE = "now", "in-force"
WHOSE = ("year", "region", "department", "agency")  # fields of the filter that the page has too
OWN = ("content", "format", "shape")  # fields beside those of the filter
CONTENTS = [(NOW, "全部表，现在的内容"), (IN_FORCE, "公开材料：已批复的表，有效的内容")]


class HowForm(forms.Form):
    """Format and files. Nothing said means what most people want."""

    format = forms.ChoiceField(label="格式")
    shape = forms.ChoiceField(label="文件")

    def __init__(
        self, data: QueryDict | None, initial: dict[str, Any] | None = None, shapes: tuple[Shape, ...] = tuple(Shape)
    ) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["format"].choices = [(each.key, each.words) for each in FORMATS.values()]  # type: ignore[attr-defined]
        self.fields["shape"].choices = [(each.value, each.label) for each in shapes]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class YearForm(HowForm):
    """An agency's or a department's year, or its publication package."""

    content = forms.ChoiceField(label="内容", choices=CONTENTS)

    def __init__(self, data: QueryDict, user: Any, sent: bool = False) -> None:
        """`data` is what was sent, or else what an address suggests."""
        super().__init__(data if sent else None, {name: data[name] for name in OWN if name in data})
        self.years = TableTally.objects.visible_to(user).years()
        agencies = with_parents(visible_agencies(user)) if self.years else []
        asked = QueryDict(mutable=True)
        for name in WHOSE:
            asked[name] = data.get(name, str(self.years[0]) if name == "year" and self.years else "")
        self.whose = TableFilter(asked, self.years, agencies, ())
        year = self.whose.fields["year"]
        year.choices = [each for each in year.choices if each[0]]  # type: ignore[attr-defined]
        if len(agencies) > 1:  # as they are published
            self.fields["shape"].initial = Shape.AGENCY

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields in their order on the page."""
        whose = [self.whose[name] for name in WHOSE if not self.whose[name].is_hidden]
        return [*whose, self["content"], self["format"], self["shape"]]
