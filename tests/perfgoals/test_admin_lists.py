"""The lists of the admin read what their rows name together with the rows, not row by row."""

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import ForeignKey
from django.test import RequestFactory

from accounts.models import User

pytestmark = pytest.mark.once


def _named(page: ModelAdmin) -> set[str]:
    """The columns that show another row by its name."""
    relations = {field.name for field in page.opts.get_fields() if isinstance(field, ForeignKey)}
    return relations & set(page.list_display)


LISTS = [page for page in admin.site._registry.values() if _named(page)]


@pytest.mark.django_db
@pytest.mark.parametrize("list_page", LISTS, ids=lambda page: page.opts.label_lower)
def test_what_a_row_names_is_joined(list_page: ModelAdmin, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User(username="superuser", is_superuser=True, is_staff=True, is_active=True)
    joined = list_page.get_changelist_instance(request).queryset.query.select_related
    assert joined is True or _named(list_page) <= set(joined or ())


def test_there_are_such_lists() -> None:
    assert {"importers.importfile", "indicators.goaltable", "budget.membership"} <= {
        page.opts.label_lower for page in LISTS
    }
