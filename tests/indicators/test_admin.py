"""The admin pages of the taxonomy and of tables: categories in and out, tables never changed."""

from collections.abc import Callable

import pytest
import tablib
from django.test import Client

from accounts.models import User
from indicators import admin_paging
from indicators.admin import FirstShown
from indicators.models import Category, Framework, GoalTable, Indicator, Status
from indicators.resources import CategoryResource
from tests.conftest import People
from tests.tables import make_table

pytestmark = pytest.mark.once

HEADINGS = ["指标体系", "上级指标", "指标名称", "顺序", "必填", "权重"]
SUPERUSER = "superuser"


def load(*rows: list[str]) -> object:
    return CategoryResource().import_data(tablib.Dataset(*rows, headers=HEADINGS))


def errors(result: object) -> list[str]:
    invalid = [text for row in result.invalid_rows for text in row.error.messages]
    return invalid + [str(error.error) for _, found in result.row_errors() for error in found]


@pytest.mark.django_db
def test_the_taxonomy_comes_back_as_it_was() -> None:
    before = list(Category.objects.values_list())
    exported = CategoryResource().export()
    assert len(exported) == len(before)
    result = CategoryResource().import_data(exported, raise_errors=True)
    assert result.totals["skip"] == len(before)
    assert list(Category.objects.values_list()) == before


@pytest.mark.django_db
def test_a_new_branch_is_imported_from_top_to_bottom() -> None:
    result = load(["2015", "", "管理指标", "4", "否", "10"], ["2015", "管理指标", "制度指标", "1", "是", ""])
    assert not result.has_errors()
    second = Category.objects.get(name="制度指标")
    assert (second.level, second.required, second.weight) == (2, True, None)
    assert (second.parent.name, second.parent.level, second.parent.weight) == ("管理指标", 1, 10)
    assert second.history.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["1999", "", "甲", "1", "", ""], "没有代码为“1999”的指标体系"),
        (["2015", "没有的", "甲", "1", "", ""], "没有一级指标“没有的”"),
        (["2015", "产出指标", "甲", "一", "", ""], "顺序：顺序应为整数，实际写的是“一”"),
        (["2015", "产出指标", "甲", "9", "yes", ""], "必填应写“是”或“否”，实际写的是“yes”"),
        (["2015", "产出指标", "甲", "9", "", "NaN"], "权重应为数字"),
        (["2015", "产出指标", "甲", "9", "", "1e99"], "权重："),
        (["2015", "", "甲", "1", "", ""], "排在这个位置"),
        (["2015", "产出指标", "", "9", "", ""], "指标名称："),
    ],
)
def test_wrong_categories_are_refused_in_words(row: list[str], words: str) -> None:
    before = Category.objects.count()
    assert words in "；".join(errors(load(row)))
    assert Category.objects.count() == before


@pytest.mark.django_db
def test_a_second_level_stays_in_its_own_framework() -> None:
    other = Category.objects.get(framework__code="2021", name="成本指标")
    category = Category(framework=Framework.objects.get(code="2015"), parent=other, level=2, name="甲", position=9)
    with pytest.raises(Exception, match="属于另一个指标体系"):
        category.full_clean()
    category.parent = Category.objects.get(framework__code="2015", name="数量指标")
    with pytest.raises(Exception, match="上级必须是一级指标"):
        category.full_clean()


@pytest.fixture(params=["administrator", SUPERUSER])
def admin(request: pytest.FixtureRequest, people: People, client_of: Callable[[User], Client]) -> Client:
    user = User.objects.create_superuser("root") if request.param == SUPERUSER else people.administrator
    return client_of(user)


@pytest.mark.parametrize("status", Status.values)
def test_no_admin_page_changes_a_table_in_any_state(admin: Client, people: People, status: str) -> None:
    table = make_table(people.agencies["667201"], status=status)
    page = f"/admin/indicators/goaltable/{table.pk}"
    assert admin.get(f"{page}/change/").status_code == 200
    assert admin.post(f"{page}/change/", {"goal": "mine", "status": "draft"}).status_code == 403
    assert admin.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/indicators/goaltable/add/").status_code == 403
    delete = {"action": "delete_selected", "_selected_action": table.pk, "post": "yes"}
    admin.post("/admin/indicators/goaltable/", delete)
    row = table.indicators.first()
    assert admin.post(f"/admin/indicators/indicator/{row.pk}/change/", {"name": "mine"}).status_code == 403
    table.refresh_from_db()
    assert (table.goal, table.status) == ("1.监管网站平台", status)
    assert Indicator.objects.filter(table=table).count() == 4


def test_an_agency_with_tables_is_not_deleted_with_them(admin: Client, people: People) -> None:
    table = make_table(people.agencies["667201"])
    admin.post(f"/admin/budget/agency/{people.agencies['667201'].pk}/delete/", {"post": "yes"})
    assert GoalTable.objects.filter(pk=table.pk).exists()


@pytest.mark.parametrize(
    "page",
    [
        "accounts/user", "budget/agency", "budget/membership", "indicators/framework", "indicators/category",
        "indicators/goaltable", "indicators/indicator", "importers/sourcefile", "importers/importbatch",
        "importers/importfile",
    ],
)  # fmt: skip
def test_every_list_opens_and_searches(admin: Client, people: People, page: str) -> None:
    make_table(people.agencies["667201"])
    assert admin.get(f"/admin/{page}/").status_code == 200
    assert admin.get(f"/admin/{page}/?q=x").status_code == 200


def test_of_very_many_rows_the_newest_are_listed(
    admin: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And it is said that there are more."""
    for name in ("项目A", "项目b", "项目C", "项目D"):
        make_table(people.agencies["667201"], name)
    monkeypatch.setattr(admin_paging, "MOST", 3)
    monkeypatch.setattr(FirstShown, "list_per_page", 2)

    def found(asked: str) -> tuple[list[str], bool]:
        page = admin.get(f"/admin/indicators/goaltable/?{asked}")
        listed = [each.project.name for each in page.context["cl"].result_list]
        return listed, "超过 3 条" in page.content.decode()

    assert found("p=1") == found("q=项目") == (["项目D", "项目C"], True)
    assert found("p=2") == (["项目b"], True)
    assert found("q=项目c") == (["项目C"], False)
    assert found("q=项目B 667201") == (["项目b"], False)
    assert admin.get("/admin/indicators/indicator/").context["cl"].result_count == 3


def test_the_history_of_a_category_says_who(admin: Client) -> None:
    category = Category.objects.get(framework__code="2015", name="数量指标")
    answers = {
        "framework": category.framework_id,
        "parent": category.parent_id,
        "level": 2,
        "name": "数量",
        "position": 1,
    }
    assert admin.post(f"/admin/indicators/category/{category.pk}/change/", answers).status_code == 302
    assert category.history.first().history_user is not None
    assert admin.get(f"/admin/indicators/category/{category.pk}/history/").status_code == 200
