"""Keeping warnings with a reason, and dropping the reasons again (说明保留). Who may is decided by the caller.

A finding that is made anew is tied to its reason by code and basis, never by its key, so that a reason outlives
checks that run again and documents that are imported again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from indicators.basis import basis_of
from indicators.content import TableContent
from indicators.models import GoalTable, KeptWarning, TableFinding
from indicators.text import normal_text

SHORTEST, LONGEST = 4, 500  # characters of a reason: “是” says nothing, and nobody reads pages


class CanNotKeep(Exception):
    """Why a warning can't be kept, as a sentence for the screen."""


@transaction.atomic
def keep(table: GoalTable, content: TableContent, finding: TableFinding, reason: str, by: Any) -> KeptWarning:
    """Keep a warning of the table, whose content is given, with a reason; raises CanNotKeep."""
    reason = " ".join(normal_text(reason).split())
    if finding.severity == "block":
        raise CanNotKeep("“须改正”的疑点不能说明保留，请改正。")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise CanNotKeep(f"请用 {SHORTEST} 到 {LONGEST} 个字写明为什么可以保留。")
    basis = basis_of(finding, content)
    kept, is_new = KeptWarning.objects.get_or_create(
        table=table,
        code=finding.code,
        basis=basis,
        dropped_at=None,
        defaults={"level3": finding.level3, "field": finding.field, "reason": reason, "by": by},
    )
    if not is_new and kept.reason != reason:
        told = f"{kept.by or '有人'}已说明过：“{kept.reason}”。要改写请先撤回那条说明。"
        raise CanNotKeep(f"{told}您写的理由没有保存：{reason}")
    relink({table.pk: content})
    return kept


@transaction.atomic
def drop(kept: KeptWarning, by: Any) -> None:
    """Take a reason back: its findings are open again. The row stays, as a trace."""
    kept.dropped_at, kept.dropped_by = timezone.now(), by
    kept.save(update_fields=["dropped_at", "dropped_by"])
    kept.findings.update(kept=None)


def with_kept(tables: Collection[int]) -> set[int]:
    """Which of the tables, by key, have a reason in force."""
    return set(KeptWarning.objects.filter(table__in=tables, dropped_at=None).order_by().values_list("table", flat=True))


def relink(contents: Mapping[int, TableContent]) -> None:
    """Tie the findings of tables to the reasons that hold for them, and untie where the content has changed."""
    reasons = {
        (kept.table_id, kept.code, kept.basis): kept
        for kept in KeptWarning.objects.filter(table__in=contents, dropped_at=None)
    }
    changed = []
    for finding in TableFinding.objects.filter(table__in=contents):
        basis = basis_of(finding, contents[finding.table_id])
        reason = None if finding.severity == "block" else reasons.get((finding.table_id, finding.code, basis))
        if finding.kept_id != (reason and reason.pk):
            finding.kept = reason
            changed.append(finding)
    TableFinding.objects.bulk_update(changed, ["kept"], batch_size=400)
