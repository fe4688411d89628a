"""Whether a submission passes its department by: because nobody reviews there, or because it is its own."""

from __future__ import annotations

from typing import Any

from budget.access import members_for
from budget.models import Agency, Role
from indicators.models import GoalTable, Status
from reviews.models import ReviewRules


def rules_of(region: str) -> ReviewRules:
    """A region's rules; the defaults, not saved, where it has none."""
    return ReviewRules.objects.filter(region=region).first() or ReviewRules(region=region)


def goes_straight(agency: Agency, submitter: Any) -> bool:
    """Whether a submission goes to the finance bureau at once."""
    rules = rules_of(agency.region)
    if rules.pass_own_department and is_own_department(agency):
        return True
    return rules.pass_without_reviewer and not department_reviewers(agency, submitter).exists()


def is_own_department(agency: Agency) -> bool:
    """Whether the agency is a department (主管部门) itself: others hang on it, or its code is nobody else's part."""
    if agency.parent_id:
        return False
    return agency.code == agency.department_code or agency.children.exists()


def department_reviewers(agency: Agency, submitter: Any) -> Any:
    """Who could pass a submission in the department; nobody passes his own."""
    return members_for(agency, Role.DEPARTMENT).exclude(pk=submitter.pk if submitter else None)


def waits_for_nobody(table: GoalTable, submitter: Any) -> bool:
    """Whether a table waits for a department in which nobody reviews any more: only a new reviewer moves it on."""
    return table.status == Status.SUBMITTED and not department_reviewers(table.agency, submitter).exists()
