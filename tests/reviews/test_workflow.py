"""perform(): freezing, versions, what is in force, who may not, stale pages, reasons, routing past the department."""

from dataclasses import replace as changed
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from budget.models import Membership, Role
from indicators.keeping import keep
from indicators.models import Cause, GoalTable, TableChange
from indicators.revisions import content_in_force, is_untouched
from indicators.storing import content_of, replace
from reviews.log import last_move
from reviews.models import Opinion
from reviews.refusals import Refused
from reviews.states import Action, Who, transition
from reviews.workflow import LONGEST_COMMENT, Seen, allowed, mark_of
from tests.conftest import People
from tests.reviews.stage import Stage, stage

__all__ = ["stage"]


def write(stage: Stage, goal: str) -> None:
    table = stage.fresh()
    replace(table, changed(content_of(table), goal=goal), Cause(TableChange.Kind.EDITED, stage.people["officer"]))


def join(user: User, role: Role, code: str, people: People) -> User:
    Membership.objects.create(user=user, role=role, agency=people.agencies[code] if code else None)
    return User.objects.get(pk=user.pk)  # memberships are read once per object


def test_submitting_freezes_content_and_findings(stage: Stage) -> None:
    event = stage.perform("officer", Action.SUBMIT, "")
    revision = event.revision
    assert revision.content == content_of(stage.fresh())
    assert [each["message"] for each in revision.findings] == list(
        stage.table.findings.order_by("pk").values_list("message", flat=True)
    )
    assert revision.findings
    assert (revision.version, revision.number, revision.by_name) == (1, 1, "编制员")
    assert is_untouched(revision)


def test_a_revision_has_the_reasons_of_kept_warnings(stage: Stage) -> None:
    stage.perform("officer", Action.SUBMIT)
    stage.perform("officer", Action.WITHDRAW)
    table = stage.fresh()
    finding = table.findings.exclude(severity="block").first()
    assert finding is not None
    keep(table, content_of(table), finding, "这是上级的要求", stage.people["officer"])
    frozen = stage.perform("officer", Action.SUBMIT).revision.findings
    reasons = {each["code"]: each["kept"]["reason"] for each in frozen if each["kept"]}
    assert reasons == {finding.code: "这是上级的要求"}


def test_what_blocks_is_not_submitted(stage: Stage) -> None:
    write(stage, "")
    before = stage.facts()
    with pytest.raises(Refused) as refused:
        stage.perform("officer", Action.SUBMIT)
    assert refused.value.code == "blocked"
    assert "绩效目标" in str(refused.value)
    assert stage.facts() == before


def test_the_checks_run_anew_at_submission(stage: Stage) -> None:
    assert not stage.table.findings.exists()
    stage.perform("officer", Action.SUBMIT)
    assert stage.table.findings.exists()


def test_an_adjustment_leaves_the_approved_version_in_force(stage: Stage) -> None:
    approved = stage.reach("approved")
    old = content_of(approved)
    stage.perform("officer", Action.ADJUST)
    write(stage, "调整后的2025年目标")
    table = stage.fresh()
    assert (table.version, table.status) == (2, "draft")
    assert content_in_force(table) == old
    assert content_of(table) != old
    stage.reach("forwarded")
    assert content_in_force(stage.fresh()) == old
    event = stage.perform("finance", Action.APPROVE)
    assert content_in_force(stage.fresh()) == content_of(stage.fresh())
    assert (event.version, event.revision.version, event.revision.number) == (2, 2, 2)


def test_cancelling_an_approval_brings_back_what_was_in_force(stage: Stage) -> None:
    stage.reach("approved")
    first = stage.fresh().in_force
    stage.perform("officer", Action.ADJUST)
    stage.reach("approved")
    assert stage.fresh().in_force != first
    stage.perform("finance", Action.CANCEL)
    assert stage.fresh().in_force == first
    assert stage.fresh().status == "forwarded"


def test_cancelling_the_first_approval_leaves_nothing_in_force(stage: Stage) -> None:
    stage.reach("approved")
    stage.perform("finance", Action.CANCEL)
    assert content_in_force(stage.fresh()) is None


@pytest.mark.parametrize("state", ["approved", "forwarded"])
def test_only_who_passed_it_cancels(stage: Stage, people: People, state: str) -> None:
    stage.reach(state)
    role, code = (Role.FINANCE, "") if state == "approved" else (Role.DEPARTMENT, "319")
    stage.people["other"] = join(User.objects.create_user("other"), role, code, people)
    assert stage.outcome("other", Action.CANCEL) == "not-yours"


@pytest.mark.parametrize(("role", "code", "action"), [("finance", "", "approve"), ("department", "319", "forward")])
def test_nobody_passes_what_is_his_own(stage: Stage, people: People, role: str, code: str, action: str) -> None:
    stage.people["officer"] = join(stage.people["officer"], Role(role), code, people)
    stage.reach("forwarded" if action == "approve" else "submitted")
    assert stage.outcome("officer", Action(action)) == "own-submission"
    table = stage.fresh()
    assert Action(action) not in allowed(table, last_move(table), stage.people["officer"])
    assert stage.outcome("officer", Action.RETURN) == "returned"  # against himself he may


@pytest.mark.parametrize("comment", ["", "  \n\t "])
@pytest.mark.parametrize(("state", "who", "action"), [
    ("submitted", "department", "return"), ("forwarded", "finance", "return"), ("published", "officer", "adjust"),
])  # fmt: skip
def test_a_reason_is_needed(stage: Stage, state: str, who: str, action: str, comment: str) -> None:
    stage.reach(state)
    before = stage.facts()
    assert stage.outcome(who, Action(action), comment) == "needs-comment"
    assert stage.facts() == before


def test_a_comment_has_an_end(stage: Stage) -> None:
    assert stage.outcome("officer", Action.SUBMIT, "长" * (LONGEST_COMMENT + 1)) == "long-comment"
    assert stage.perform("officer", Action.SUBMIT, "长" * LONGEST_COMMENT).comment == "长" * LONGEST_COMMENT


def test_what_was_not_looked_at_is_not_judged(stage: Stage) -> None:
    """Withdrawn, changed and submitted again, while the reviewer had the page open."""
    table = stage.reach("submitted")
    seen = Seen(mark_of(table, last_move(table)))
    stage.perform("officer", Action.WITHDRAW)
    write(stage, "另一个2025年目标")
    stage.perform("officer", Action.SUBMIT)
    assert stage.outcome("department", Action.FORWARD, seen=seen) == "stale"
    table = stage.fresh()
    assert stage.outcome("department", Action.FORWARD, seen=Seen(mark_of(table, last_move(table)))) == "forwarded"


def test_what_somebody_else_has_written_meanwhile_is_not_submitted(stage: Stage) -> None:
    table = stage.fresh()
    seen = Seen(mark_of(table, last_move(table)))
    write(stage, "同事改的2025年目标")
    assert stage.outcome("officer", Action.SUBMIT, seen=seen) == "stale"


def test_whoever_is_late_is_told_what_happened(stage: Stage) -> None:
    """Somebody moved the table, or somebody wrote in it: then the last move is no news."""
    table = stage.reach("returned")
    last = last_move(table)
    assert last
    old, mark, at = mark_of(table, stage.table.events.first()), mark_of(table, last), timezone.now()
    write(stage, "同事改的2025年目标")
    told = {}
    for seen in (Seen(old), Seen(mark), Seen(at=last.at - timedelta(seconds=1)), Seen(at=at)):
        with pytest.raises(Refused) as refused:
            stage.perform("officer", Action.SUBMIT, seen=seen)
        told[seen] = "退回）" in str(refused.value), "有人刚修改过内容" in str(refused.value)
    assert list(told.values()) == [(True, False), (False, True)] * 2


def test_a_table_that_goes_while_its_lock_is_waited_for_is_not_found(stage: Stage, monkeypatch: Any) -> None:
    def gone(_: Any) -> None:
        GoalTable.objects.filter(pk=stage.table.pk).delete()

    monkeypatch.setattr("reviews.workflow.lock_agencies", gone)
    assert stage.outcome("officer", Action.SUBMIT) == "not-found"


def test_who_cancels_goes_on_from_what_he_had_said(stage: Stage) -> None:
    stage.reach("forwarded")
    stage.perform("finance", Action.APPROVE, "同意", grades={"reasonable": "中"})
    stage.perform("finance", Action.CANCEL)
    opinion = Opinion.objects.get(by=stage.people["finance"])
    assert (opinion.grades, opinion.text) == ({"reasonable": "中"}, "同意")
    assert opinion.revision_id == stage.fresh().revisions.get().pk


@pytest.mark.parametrize("state", ["approved", "forwarded"])
def test_cancelling_twice_happens_once(stage: Stage, state: str) -> None:
    """Also where the second click finds an arrow that is not one's own."""
    stage.reach(state)
    who = "finance" if state == "approved" else "department"
    stage.perform(who, Action.CANCEL)
    before = stage.facts()
    assert stage.outcome(who, Action.CANCEL) == "done-already"
    assert stage.facts() == before


def test_of_many_tables_those_that_moved_since_are_left(stage: Stage) -> None:
    table = stage.reach("submitted")
    assert stage.outcome("department", Action.FORWARD, seen=Seen(at=table.changed_at - timedelta(seconds=1))) == "stale"
    assert stage.outcome("department", Action.FORWARD, seen=Seen(at=timezone.now())) == "forwarded"


def test_a_mark_that_says_nothing_is_no_leave(stage: Stage) -> None:
    stage.reach("submitted")
    assert stage.outcome("department", Action.FORWARD, seen=Seen()) == "stale"
    assert stage.outcome("department", Action.FORWARD, seen=Seen("nonsense")) == "stale"


def test_what_is_decided_needs_no_draft_any_more(stage: Stage) -> None:
    revision = stage.perform("officer", Action.SUBMIT).revision
    mine = Opinion.objects.create(revision=revision, by=stage.people["department"], text="可以")
    others = Opinion.objects.create(revision=revision, by=stage.people["finance"], text="再看看")
    stage.perform("department", Action.FORWARD, grades={"complete": "优"})
    assert not Opinion.objects.filter(pk=mine.pk).exists()
    assert Opinion.objects.filter(pk=others.pk).exists()
    assert last_move(stage.fresh()).grades == {"complete": "优"}  # type: ignore[union-attr]


def test_the_event_says_who_as_text_and_from_where(stage: Stage) -> None:
    event = stage.perform("officer", Action.SUBMIT, address="10.1.2.3")
    said = (event.by_name, event.by_account, event.by_role, event.address)
    assert said == ("编制员", "officer-319101", "officer", "10.1.2.3")
    officer = stage.people["officer"]
    officer.delete()
    event.refresh_from_db()
    assert (event.by, event.by_name) == (None, "编制员")


def test_withdrawing_past_the_department(stage: Stage) -> None:
    """Where nobody reviews in the department, the way back from the finance bureau is open until it acts."""
    stage.people["department"].memberships.all().delete()
    assert stage.outcome("officer", Action.SUBMIT) == "forwarded"
    assert stage.outcome("officer", Action.WITHDRAW) == "draft"
    stage.perform("officer", Action.SUBMIT)
    stage.perform("finance", Action.RETURN)
    assert stage.outcome("officer", Action.WITHDRAW) == "wrong-state"


def test_buttons_are_what_may_be_done(stage: Stage) -> None:
    table = stage.reach("forwarded")

    def shown(who: str) -> list[Any]:
        return allowed(table, last_move(table), stage.people[who])

    assert shown("officer") == []
    assert shown("department") == [Action.CANCEL]
    assert shown("finance") == [Action.RETURN, Action.APPROVE]
    assert shown("reader") == shown("administrator") == []


def test_undoing_asks_for_the_last_one() -> None:
    step = transition(Action.CANCEL, "approved")
    assert step is not None
    assert (step.who, step.undoes) == (Who.SAME, Action.APPROVE)
