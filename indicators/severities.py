"""How severe a region takes each check: the check's own severity, unless an administrator has chosen another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from indicators.checks import CHECKS
from indicators.findings import Finding
from indicators.models import CheckSetting
from indicators.models.check_settings import OFF, SEVERITIES
from indicators.text import normal_text

RANKS = {severity: rank for rank, (severity, _) in enumerate(SEVERITIES)}
SHORTEST, LONGEST = 2, 300  # characters of a reason


class CanNotTune(Exception):
    """Why a severity can't be set, as a sentence for the screen."""


def severities_of(region: str) -> dict[str, str]:
    """What a region has chosen, by code."""
    return dict(CheckSetting.objects.filter(region=region).values_list("code", "severity"))


def tuned(findings: Iterable[Finding], chosen: Mapping[str, str]) -> list[Finding]:
    """The findings as a region takes them; those of checks that are off are left out.

    A finding that its check itself takes milder than usual (a year that the project's name explains) stays milder.
    """
    if not chosen:
        return list(findings)
    taken = ((finding, chosen.get(finding.code, "")) for finding in findings)
    return [_tuned(finding, severity) for finding, severity in taken if severity != OFF]


def _tuned(finding: Finding, severity: Any) -> Finding:
    own = CHECKS[finding.code].severity
    is_milder = RANKS[finding.severity] > RANKS[own]
    if not severity or severity == finding.severity or (is_milder and RANKS[severity] <= RANKS[finding.severity]):
        return finding
    return replace(finding, severity=severity)


@transaction.atomic
def tune(region: str, code: str, severity: str, reason: str, by: Any) -> CheckSetting:
    """Choose a region's severity of a check; raises CanNotTune."""
    reason = " ".join(normal_text(reason).split())
    if severity not in RANKS:
        raise CanNotTune("没有这一程度，请从列出的几种里选择。")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise CanNotTune(f"请用 {SHORTEST} 到 {LONGEST} 个字写明修改的理由。")
    values = {"severity": severity, "reason": reason, "by": by}
    setting, _ = CheckSetting.objects.update_or_create(region=region, code=code, defaults=values)
    return setting
