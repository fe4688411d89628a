"""User: who signs in. What a user may do is a matter of budget.Membership, not of the account."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.names import one_line


class User(AbstractUser):
    """An account; `name` is how it is shown on screen (姓名 or 科室)."""

    name = models.CharField("姓名", max_length=60, blank=True, validators=[one_line])

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username
