"""The forms of signing in and of changing one's password, in our words and with Bootstrap's classes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm


def dress(form: forms.BaseForm) -> None:
    """Give every field of a form Bootstrap's class; the style sheet finds the ones that failed by aria-invalid."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"


class SignInForm(AuthenticationForm):
    """Name and password. One message for every reason, so that nobody learns which names exist."""

    error_messages = {
        "invalid_login": "用户名或密码不正确，请重新输入。",
        "inactive": "用户名或密码不正确，请重新输入。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        dress(self)


class OwnPasswordForm(PasswordChangeForm):
    """The old password and twice the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
