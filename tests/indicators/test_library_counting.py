"""Counting the library: what is put together, what everybody may read of it, and when it is counted again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from indicators.library import building
from indicators.library.building import SILENT, ask_if_stale, carry_on, count_now
from indicators.library.groups import Seen, common_group, whole_group
from indicators.models import Cause, GoalTable, LibraryCount, LibraryEntry, Scope, SeenIndicator, Status
from indicators.storing import content_of, create_tables
from tests.conftest import People
from tests.tables import make_table

RATE = ("产出指标", "质量指标", "验收合格率", "≥95%", "合格的比例")


def seen(name: str = "合格率", target: str = "≥95%", agency: int = 1, is_open: bool = False, text: str = "") -> Seen:
    return Seen("产出指标", "质量指标", name, text, target, agency, is_open)


def shown(scope: Scope) -> dict[str, int]:
    return dict(SeenIndicator.objects.filter(run=LibraryCount.current(), scope=scope).values_list("name", "count"))


def test_texts_are_counted_and_the_most_frequent_is_the_usual_one() -> None:
    group = whole_group(
        [
            seen("合格率", "≥ 95％"),
            seen("1.合格率", "≥95%", 2),
            seen("合格率", "100%", text="甲"),
            seen("合格率", "≥95百分比"),
        ]
    )
    assert group.spellings == [("合格率", 3), ("1.合格率", 1)]
    assert group.targets == [("≥95%", 3), ("100%", 1)]
    assert group.descriptions == [("甲", 1)]
    assert (group.times, group.agencies, group.level1, group.level2) == (4, 2, "产出指标", "质量指标")


def test_a_draft_of_few_agencies_is_for_nobody_else() -> None:
    assert common_group([seen(agency=1), seen(agency=2), seen(agency=2)]) is None


def test_what_is_approved_is_common_and_drafts_beside_it_are_not_counted() -> None:
    group = common_group([seen(is_open=True, text="公开的"), seen("秘密合格率", "100%", 2, text="草稿")])
    assert group
    assert (group.times, group.agencies) == (1, 1)
    assert (group.spellings, group.targets, group.descriptions) == ([("合格率", 1)], [("≥95%", 1)], [("公开的", 1)])


def test_what_three_agencies_write_is_common_word_for_word() -> None:
    rows = [seen(agency=each, text="同样的话") for each in (1, 2, 3)] + [seen("秘密合格率", "88%", 1, text="只有我写")]
    group = common_group(rows)
    assert group
    assert (group.times, group.agencies) == (4, 3)
    assert (group.spellings, group.targets, group.descriptions) == ([("合格率", 3)], [("≥95%", 3)], [("同样的话", 3)])


def test_nothing_is_common_where_three_agencies_share_no_spelling() -> None:
    assert common_group([seen(f"{each}.合格率", agency=each) for each in (1, 2, 3)]) is None


def test_stored_tables_are_counted_for_both_scopes(people: People) -> None:
    make_table(people.agencies["667201"], rows=[RATE], status=Status.PUBLISHED)
    make_table(
        people.agencies["319101"],
        rows=[RATE, ("产出指标", "数量指标", "内部系统"), ("产出指标", "数量指标", "指标1：")],
    )
    count_now()
    assert shown(Scope.WHOLE) == {"验收合格率": 2, "内部系统": 1}
    assert shown(Scope.COMMON) == {"验收合格率": 1}


@pytest.mark.parametrize("status", Status.values)
def test_only_approved_and_published_tables_are_open(people: People, status: str) -> None:
    make_table(people.agencies["667201"], rows=[RATE], status=status)
    count_now()
    assert bool(shown(Scope.COMMON)) == (status in ("approved", "published"))


def test_any_length_of_step_counts_the_same(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("667201", "319101", "319202"):
        make_table(people.agencies[code])
    count_now()
    expected = {scope: shown(scope) for scope in Scope}
    assert expected[Scope.COMMON] == {"监管属地网站": 3, "验收合格率": 3, "故障响应": 3, "网络空间": 3}
    for step in (1, 2, 3, 5):
        monkeypatch.setattr(building, "STEP", step)
        count_now()
        assert {scope: shown(scope) for scope in Scope} == expected
    assert LibraryCount.objects.count() == 1  # older ones are gone
    assert not SeenIndicator.objects.exclude(run=LibraryCount.current()).exists()


def test_pages_read_the_last_counting_until_the_next_is_done(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    make_table(people.agencies["667201"], rows=[RATE])
    count_now()
    make_table(people.agencies["667201"], "乙")
    monkeypatch.setattr(building, "STEP", 1)
    monkeypatch.setattr(building, "STEPS", 2)
    run = LibraryCount.objects.create(mark="")
    assert carry_on(run.pk)
    assert shown(Scope.WHOLE) == {"验收合格率": 1}
    while carry_on(run.pk):
        pass
    assert len(shown(Scope.WHOLE)) == 4
    assert not carry_on(run.pk)  # a task that comes twice does no harm


def test_an_entry_that_nobody_uses_is_counted_too(people: People) -> None:
    LibraryEntry.objects.create(key="质量|验收合格率", level1="产出指标", level2="质量指标", name="验收合格率")
    LibraryEntry.objects.create(
        key="数量|培训人数", level1="产出指标", level2="数量指标", name="培训人数", standard=False
    )
    make_table(people.agencies["667201"], rows=[RATE])
    run = count_now()
    rows = SeenIndicator.objects.filter(run=run).order_by("scope", "key")
    assert list(rows.values_list("scope", "name", "count", "standard")) == [
        ("common", "培训人数", 0, False), ("common", "验收合格率", 0, True),
        ("whole", "培训人数", 0, False), ("whole", "验收合格率", 1, True),
    ]  # fmt: skip


def past(run: LibraryCount, **times: Any) -> None:
    LibraryCount.objects.filter(pk=run.pk).update(**{name: timezone.now() - ago for name, ago in times.items()})


def test_it_is_counted_again_when_something_changed_and_not_too_often(people: People) -> None:
    table = make_table(people.agencies["667201"])
    first = ask_if_stale()
    assert first
    assert ask_if_stale() is None
    past(first, moved_at=2 * SILENT)
    assert ask_if_stale() == first  # its worker is gone
    while carry_on(first.pk):
        pass
    table.save()
    assert ask_if_stale() is None  # just counted
    past(first, asked_at=timedelta(hours=2), done_at=timedelta(hours=2))
    second = ask_if_stale()
    assert second
    assert second != first
    while carry_on(second.pk):
        pass
    past(second, asked_at=timedelta(hours=2), done_at=timedelta(hours=2))
    assert ask_if_stale() is None  # nothing has changed
    table.project.delete()
    assert ask_if_stale() is not None


def test_a_long_counting_is_followed_by_a_long_rest(people: People) -> None:
    make_table(people.agencies["667201"])
    run = LibraryCount.objects.create(mark="other")
    past(run, asked_at=timedelta(minutes=25), done_at=timedelta(minutes=15))
    assert ask_if_stale() is None
    past(run, asked_at=timedelta(minutes=15, seconds=10), done_at=timedelta(minutes=15))
    assert ask_if_stale() is not None


def test_every_writing_keeps_the_key(people: People) -> None:
    content = content_of(make_table(people.agencies["667201"], rows=[RATE]))
    [made] = create_tables(2026, [(people.agencies["667201"], content, Cause())])
    assert GoalTable.objects.get(pk=made.pk).indicators.get().library_key == "质量|验收合格率"
