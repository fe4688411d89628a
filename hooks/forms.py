"""What an administrator says about a hook. Where messages may go is checked as it will be at each sending."""

from __future__ import annotations

from typing import Any

from django import forms

from budget.models import Agency
from budget.quick_select import QuickSelect
from hooks.models import OFFERED, Event, Hook
from hooks.targets import Refused, checked
from indicators.filters import key_of_region


class HookForm(forms.ModelForm[Hook]):
    """Name, address, events, and whose tables."""

    events = forms.MultipleChoiceField(label="推送的事", choices=OFFERED, widget=forms.CheckboxSelectMultiple)
    region = forms.ChoiceField(label="区划", required=False)

    class Meta:
        model = Hook
        fields = ("name", "address", "events", "region", "agency")
        widgets = {"agency": QuickSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        regions = sorted(Agency.objects.order_by().values_list("region", flat=True).distinct())
        choices = [("", "全部区划"), *((key_of_region(region), region or "未分区划") for region in regions)]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]
        self.fields["agency"].empty_label = "全部单位"  # type: ignore[attr-defined]
        self.fields["agency"].help_text = "选了单位，就只推送这个单位和它下属单位的表，不推送导入批次。"
        self.fields["address"].help_text = "例如 https://budget.example.gov.cn/hooks/goals"
        for name, field in self.fields.items():
            if name != "events":
                is_choice = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
                field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean_address(self) -> str:
        """An address that messages may be sent to."""
        address: str = self.cleaned_data["address"]
        try:
            checked(address)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
        return address

    def clean(self) -> dict[str, Any]:
        """Something has to be left that is told."""
        cleaned: dict[str, Any] = super().clean() or {}
        agency, region = cleaned.get("agency"), cleaned.get("region")
        if agency and region and key_of_region(agency.region) != region:
            self.add_error("agency", "这个单位不在所选的区划。")
        if agency and cleaned.get("events") == [Event.FINISHED.value]:
            self.add_error("events", "限定单位时不推送导入批次，请另选一件事。")
        return cleaned
