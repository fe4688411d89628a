"""Facts beside what plain loops over the tables say."""

from __future__ import annotations

from collections import Counter

from figures.models import AgencyYear, FindingFact, LevelFact, StageFact
from indicators.models import GoalTable
from tests.figures import naive


def this_year() -> AgencyYear:
    """The counted row of the one agency; one of the next year may stand beside it."""
    return AgencyYear.objects.get(year=2025)


def assert_counted(tables: list[GoalTable]) -> None:
    """Every fact of every agency and year is what a loop over its tables gives, and no other fact is there."""
    groups: dict[tuple[int, int], list[GoalTable]] = {}
    for table in tables:
        groups.setdefault((table.project.agency_id, table.project.year), []).append(table)
    assert set(AgencyYear.objects.filter(tables__gt=0).values_list("agency", "year")) == groups.keys()
    for (agency, year), same in groups.items():
        of_them = {"agency": agency, "year": year}
        _assert_totals(AgencyYear.objects.get(**of_them), same)
        _assert_findings(list(FindingFact.objects.filter(**of_them)), same)
        _assert_stages(list(StageFact.objects.filter(**of_them)), same)
        rows = sum(each.numbers + each.dates + each.texts for each in LevelFact.objects.filter(whole=False, **of_them))
        assert rows == sum(table.indicators.count() for table in same)
    for model in (FindingFact, LevelFact, StageFact):
        assert set(model.objects.values_list("agency", "year")) <= groups.keys()


def _assert_totals(fact: AgencyYear, tables: list[GoalTable]) -> None:
    expected = naive.with_findings(tables)
    for name in (
        "tables",
        "open_tables",
        "block_tables",
        "warn_tables",
        "info_tables",
        "kept_tables",
        "clean_tables",
        "kept",
    ):
        assert getattr(fact, name) == expected[name], name
    assert fact.blocks + fact.warns + fact.infos == expected["open"]
    kinds = [[row.kind for row in table.indicators.all()] for table in tables]
    assert fact.indicators == sum(map(len, kinds))
    assert fact.qualitative == sum(each.count("text") for each in kinds)
    assert fact.text_tables == sum("text" in each for each in kinds)
    assert fact.wordy_tables == sum(set(each) == {"text"} for each in kinds)
    assert fact.approved_tables == sum(table.in_force is not None for table in tables)


def _assert_findings(rows: list[FindingFact], tables: list[GoalTable]) -> None:
    now = naive.findings(tables)
    names = ("first", "removed", "added", "approved", "approved_kept")
    review: Counter[tuple[str, str]] = Counter()
    for table in tables:
        for code, numbers in naive.improvement(table).items():
            review.update({(code, name): numbers[name] for name in names})
    assert {each.code for each in rows} == now.keys() | {code for code, _ in review}
    for each in rows:
        assert (each.open, each.open_tables, each.kept, each.kept_tables) == now.get(each.code, (0, 0, 0, 0))
        assert [getattr(each, name) for name in names] == [review[each.code, name] for name in names]


def _assert_stages(rows: list[StageFact], tables: list[GoalTable]) -> None:
    lengths = [(stay, table.pk) for table in tables for stay in naive.stays(table)]
    places = [(naive.now(table), table.pk) for table in tables]
    assert {each.stage for each in rows} == {stage for (stage, _), _ in [*lengths, *places]}
    for each in rows:
        own = [(int(seconds), pk) for (stage, seconds), pk in lengths if stage == each.stage]
        assert (each.stays, each.seconds) == (len(own), sum(seconds for seconds, _ in own))
        limits = [(0, 1), (1, 3), (3, 7), (7, 15), (15, 30), (30, 10**6)]
        buckets = [sum(low * 86_400 < max(seconds, 1) <= high * 86_400 for seconds, _ in own) for low, high in limits]
        found = [each.within_1, each.within_3, each.within_7, each.within_15, each.within_30, each.longer]
        assert found == buckets
        assert not own or (each.longest == max(own)[0] and (each.longest, each.longest_table_id) in own)
        here = [(since, pk) for (stage, since), pk in places if stage == each.stage]
        assert each.now == len(here)
        assert not here or (each.since == min(here)[0] and (each.since, each.since_table_id) in here)
