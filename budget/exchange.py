"""What all lists of the admin pages share: import by natural keys, preview, errors as sentences with their row."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from import_export import resources, widgets
from import_export.admin import ImportExportModelAdmin
from import_export.fields import Field
from import_export.forms import ExportForm, ImportForm

from budget.formats import SafeCSV, SafeXLSX, UnreadableList


class ListImportForm(ImportForm):
    """The file chooses its format by its name, with scripts; without them one chooses it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = "格式"
        self.fields["import_file"].help_text = "可以先导出一份，在它的基础上修改。第一行是列名。"


class ListExchange(ImportExportModelAdmin):
    """An admin page whose list can be exported, changed in Excel and imported again."""

    formats = [SafeXLSX, SafeCSV]
    import_form_class = ListImportForm
    export_form_class = ExportForm

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Our own sentence, where the format has one."""
        known = isinstance(e, UnreadableList)
        form.add_error("import_file", str(e) if known else "文件读不出来，请确认格式选对了。")

    def has_import_permission(self, request: HttpRequest) -> bool:
        """An import both adds and changes."""
        return self.has_add_permission(request) and self.has_change_permission(request)


class ListResource(resources.ModelResource):
    """Rows by natural keys. All rows or none: an error in one keeps the others out too."""

    class Meta:
        use_transactions = True
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Missing columns are all named at once; the ones that may be missing are taken as blank."""
        headings = list(dataset.headers or [])
        missing = [field for field in self.get_import_fields() if field.column_name not in headings]
        needed = [field.column_name for field in missing if field.default is not None and field.default != ""]
        if needed:
            raise ValueError(f"第一行缺少这些列：{'、'.join(needed)}。")
        for field in missing:
            dataset.append_col([""] * len(dataset), header=field.column_name)

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """The model's own checks, each error with the words of its column."""
        try:
            super().validate_instance(instance, *args, **kwargs)
        except ValidationError as error:
            words = {field.attribute: f"{field.column_name}：" for field in self.get_import_fields()}
            found = error.message_dict.items()
            raise ValidationError([words.get(name, "") + text for name, texts in found for text in texts]) from error


def column(attribute: str, words: str, widget: widgets.Widget | None = None, **options: Any) -> Field:
    """A column of a list. With a `default` of None or "" it may be blank or missing."""
    return Field(attribute=attribute, column_name=words, widget=widget or widgets.Widget(), **options)


class WholeNumber(widgets.Widget):
    """A whole number; `words` names the column in the error."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        """The number, or an error that quotes what stands there."""
        if not str(value).isdecimal():
            raise ValueError(f"{self.words}应为整数，实际写的是“{value}”。")
        return int(value)


class PlainDecimal(widgets.Widget):
    """A number with or without decimals, or blank."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        """The number exactly as written, or an error that quotes what stands there."""
        if not value:
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValueError(f"{self.words}应为数字，实际写的是“{value}”。")
        return number


class YesNo(widgets.Widget):
    """是 or 否; blank is 否."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """True for 是."""
        if value not in ("是", "否", ""):
            raise ValueError(f"必填应写“是”或“否”，实际写的是“{value}”。")
        return bool(value == "是")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """是 or 否."""
        return "是" if value else "否"
