"""What statistics are added up from, so that no page goes through all findings, indicators and events."""

from figures.models.facts import BUCKETS, AgencyYear, FindingFact, LevelFact, StageFact
from figures.models.marks import Mark
from figures.models.pairs import ChangeFact, ProjectChange
from figures.models.rows import TableReview, TableStay
from figures.models.targets import TargetCount, TargetOutlier, UsualTarget

__all__ = [
    "BUCKETS", "AgencyYear", "ChangeFact", "FindingFact", "LevelFact", "Mark", "ProjectChange", "StageFact",
    "TableReview", "TableStay", "TargetCount", "TargetOutlier", "UsualTarget",
]  # fmt: skip
