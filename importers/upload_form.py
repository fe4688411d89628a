"""The form of a new import: a name, the year with the reason for its suggestion, the region, the files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count

from budget.models import Agency
from importers.models import ImportBatch
from importers.paths import EXTENSIONS
from importers.years import suggested_beforehand

YEARS = (1990, 2100)  # as the database has it
YEAR_REFUSED = "年度应是 {} 到 {} 之间的四位数字，例如 2025。".format(*YEARS)

WIDGETS: dict[str, dict[str, str]] = {
    "name": {"placeholder": "例如：2025年部门预算公开附件", "aria-describedby": "error-name"},
    "year": {"inputmode": "numeric", "maxlength": "4", "aria-describedby": "year-why error-year"},
    "region": {"list": "regions", "aria-describedby": "region-why error-region"},
    "documents": {"accept": ",".join(EXTENSIONS), "aria-describedby": "files-help error-documents"},
}


class ManyFiles(forms.FileField):
    """Any number of files, also empty ones: what is wrong with a document is told by whoever reads it."""

    widget = type("ManyFilesInput", (forms.FileInput,), {"allow_multiple_selected": True})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files in the order in which they were chosen."""
        files = [super(ManyFiles, self).clean(each, initial) for each in data or []]
        return [each for each in files if each]


class UploadForm(forms.Form):
    """Everything about a batch but its content; the files come with it only where no script sends them one by one."""

    name = forms.CharField(label="名称", max_length=ImportBatch._meta.get_field("name").max_length, required=False)
    # A plain text field: browsers refuse what is no number in a number field without letting us say why.
    year = forms.IntegerField(label="预算年度", min_value=YEARS[0], max_value=YEARS[1], widget=forms.TextInput)
    # Where the year is still the one that was suggested, what the documents say decides (importers/settling.py).
    suggested = forms.CharField(required=False, widget=forms.HiddenInput)
    region = forms.CharField(label="区划", max_length=30, required=False)
    documents = ManyFiles(label="文件", required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = date.today()
        self.suggestion = suggested_beforehand([], today)
        self.latest_year = today.year + 2  # what a file's name may say (importers/years.py)
        self.regions = known_regions()
        year = self.suggestion.year
        kwargs["initial"] = {"year": year, "suggested": year, "region": next(iter(self.regions), "")}
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for code in ("required", "invalid", "min_value", "max_value"):
            self.fields["year"].error_messages[code] = YEAR_REFUSED
        for name, attrs in WIDGETS.items():
            self.fields[name].widget.attrs |= {"class": "form-control", "autocomplete": "off", **attrs}

    @property
    def year_guessed(self) -> bool:
        """Whether nobody has typed another year than the suggested one."""
        return self.cleaned_data["suggested"] == str(self.cleaned_data["year"])


def known_regions() -> list[str]:
    """The regions that agencies belong to, the one with most of them first; "" where they have none."""
    counted = Agency.objects.order_by().values("region").annotate(number=Count("pk")).order_by("-number", "region")
    return [each["region"] for each in counted]
