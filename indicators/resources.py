"""The indicator taxonomy as a list in a file: framework, path of names, position, required, weight."""

from __future__ import annotations

from typing import Any

from import_export import widgets

from budget.exchange import ListResource, PlainDecimal, WholeNumber, YesNo, column
from indicators.models import Category, Framework


class FrameworkCode(widgets.Widget):
    """A framework by its code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Framework:
        """The framework; it is made on its own page."""
        found = Framework.objects.filter(code=str(value)).first()
        if found is None:
            raise ValueError(f"没有代码为“{value}”的指标体系，请先在“指标体系”里建立。")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The code."""
        return str(value.code) if value else ""


class FirstLevel(widgets.Widget):
    """The 一级指标 above a 二级指标, by its name in the row's framework; blank in the row of a 一级指标."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Category | None:
        """The category above, which must stand in an earlier row or be there already."""
        if not value:
            return None
        code = str((row or {}).get("指标体系", ""))
        found = Category.objects.filter(framework__code=code, level=1, name=str(value)).first()
        if found is None:
            raise ValueError(f"指标体系“{code}”里没有一级指标“{value}”，请先在前面的行里导入它。")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The name."""
        return str(value.name) if value else ""


class CategoryResource(ListResource):
    """Categories by framework and path."""

    framework = column("framework", "指标体系", FrameworkCode())
    parent = column("parent", "上级指标", FirstLevel(), default=None)
    name = column("name", "指标名称")
    position = column("position", "顺序", WholeNumber("顺序"))
    required = column("required", "必填", YesNo(), default="")
    weight = column("weight", "权重", PlainDecimal("权重"), default=None)

    class Meta(ListResource.Meta):
        model = Category
        fields = ("framework", "parent", "name", "position", "required", "weight")
        import_id_fields = ("framework", "parent", "name")

    def get_queryset(self) -> Any:
        """一级 before 二级, so that an exported file can be imported from top to bottom."""
        return super().get_queryset().select_related("framework", "parent").order_by("framework", "level", "pk")

    def import_instance(self, instance: Category, row: Any, **kwargs: Any) -> None:
        """The level follows from whether the row names a category above."""
        instance.level = 2 if row.get("上级指标") else 1
        super().import_instance(instance, row, **kwargs)
