"""The form of a new token: what for, how far, how long."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms import dress
from accounts.names import one_line
from api.models import ApiToken, Scope
from api.tokens import LONGEST, NAME_TAKEN

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """Everything must be said; the last day counts as a whole."""

    name = forms.CharField(label="用途", max_length=60, validators=[one_line], help_text="例如：预算一体化系统")
    scope = forms.ChoiceField(label="范围", choices=Scope.choices, initial=Scope.READ)
    last_day = forms.DateField(
        label="有效期至",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text="最长一年，到期后须建立新的令牌",
    )

    def __init__(self, data: Any, user: Any) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"last_day": today + USUAL}, label_suffix="")
        self.user = user
        dress(self)
        self.fields["name"].error_messages["required"] = "请写明这个令牌给哪个系统用。"
        for code in ("required", "invalid"):
            self.fields["last_day"].error_messages[code] = "请填写日期，例如 2026-12-31。"
        self.fields["scope"].widget.attrs["class"] = "form-select"
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        limits = {"min": today.isoformat(), "max": _latest(today).isoformat()}
        self.fields["last_day"].widget.attrs |= limits

    def clean_name(self) -> str:
        """Tokens in use are told apart by their names; so a form that is sent twice makes one token."""
        name: str = self.cleaned_data["name"]
        if ApiToken.objects.named(self.user, name).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def clean_last_day(self) -> date:
        """From today on, one year at most."""
        day: date = self.cleaned_data["last_day"]
        today = timezone.localdate()
        if not today <= day <= _latest(today):
            raise forms.ValidationError(f"应在今天到 {_latest(today):%Y-%m-%d} 之间。")
        return day

    @property
    def expires_at(self) -> datetime:
        """The last moment of the last day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["last_day"], time.max))


def _latest(today: date) -> date:
    """A token that ends with this day lasts one year at most."""
    return today + LONGEST - timedelta(days=1)
