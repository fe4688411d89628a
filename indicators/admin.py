"""Admin pages of the taxonomy; tables and their rows are only shown.

Tables change on their own pages, which know their states: no path of the admin may write to an approved one.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from budget.exchange import ListExchange
from budget.models import Agency
from indicators.admin_paging import FirstPaginator
from indicators.models import Category, Framework, GoalTable, Indicator, TableTally
from indicators.resources import CategoryResource
from indicators.search.texts import in_any_case
from indicators.text import way_to_find


class OnlyShown(admin.ModelAdmin[Any]):
    """A page that shows rows and changes none, for superusers too."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False


class FirstShown(OnlyShown):
    """The same of very many rows: the newest of those that are looked for. Other orders are on the pages of lists."""

    paginator = FirstPaginator
    show_full_result_count = False
    ordering = ("-pk",)
    sortable_by = ()

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """As a text without capitals is looked for quickly."""
        way = way_to_find(request.GET.get(SEARCH_VAR, ""))
        return [f"{name}__{way}" for name in self.search_fields]


class YearFilter(admin.SimpleListFilter):
    """The budget year; which there are says the tally, not a look at every project."""

    title, parameter_name = "预算年度", "year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The years that have tables."""
        return [(str(year), f"{year} 年") for year in TableTally.objects.all().years()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The tables of the year."""
        chosen = self.value() or ""
        return queryset.filter(line__year=int(chosen)) if chosen.isdecimal() and len(chosen) == 4 else queryset


class KindFilter(admin.SimpleListFilter):
    """What a target is; there are these three, and a million rows need not be asked for them."""

    title, parameter_name = "类型", "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """The kinds of a reading."""
        return [("number", "数值"), ("date", "日期"), ("text", "文字")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Framework)
class FrameworkAdmin(SimpleHistoryAdmin):
    """Indicator frameworks, with the history of changes; the lower position is tried first."""

    list_display = ("name", "code", "position")


@admin.register(Category)
class CategoryAdmin(ListExchange, SimpleHistoryAdmin):
    """The taxonomy, with import, export and the history of changes."""

    resource_classes = [CategoryResource]
    list_display = ("name", "parent", "framework", "level", "position", "required", "weight")
    list_filter = ("framework", "level")
    list_select_related = ("framework", "parent")
    search_fields = ("name",)


@admin.register(GoalTable)
class GoalTableAdmin(FirstShown):
    """Tables, with a link to their page."""

    list_display = ("project", "agency_of", "year", "status", "version", "changed_at")
    list_filter = ("status", YearFilter)
    list_select_related = ("project__agency",)
    search_fields = ("project__name", "project__agency__name", "project__agency__code")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The same in the lines of the tables, so that projects and agencies need not be joined."""
        for word in search_term.split():
            agencies = Agency.objects.filter(in_any_case("name", word) | in_any_case("code", word)).order_by()
            queryset = queryset.filter(in_any_case("line__name", word) | Q(line__agency__in=agencies.values("pk")))
        return queryset, False

    @admin.display(description="单位")
    def agency_of(self, table: GoalTable) -> str:
        """The agency."""
        return str(table.project.agency)

    @admin.display(description="年度")
    def year(self, table: GoalTable) -> int:
        """The budget year."""
        return table.project.year

    def view_on_site(self, table: GoalTable) -> str:
        """The page of the table."""
        return reverse("table_detail", args=[table.pk])


@admin.register(Indicator)
class IndicatorAdmin(FirstShown):
    """Rows of tables."""

    list_display = ("name", "target", "level1", "level2", "table")
    list_filter = (KindFilter,)
    list_select_related = ("table__project",)
    search_fields = ("name", "target")
