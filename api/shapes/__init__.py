"""What answers look like, exactly: the OpenAPI description is made of these, and tests hold every answer to them.

Answers are made as plain dicts (api/rows.py) and not passed through these: that would take longer than the database.
"""

from api.shapes.base import AccountShape, ProblemShape
from api.shapes.figures import FigureShape
from api.shapes.pages import (
    Agencies,
    Batches,
    Events,
    Exports,
    Findings,
    Indicators,
    LoggedEvents,
    Projects,
    Revisions,
    Statistics,
    Tables,
)
from api.shapes.reviews import RevisionContent
from api.shapes.tables import TableShape, TotalsShape
from api.shapes.work import ExportShape, OneBatch, StartedBatch

__all__ = [
    "AccountShape",
    "Agencies",
    "Batches",
    "Events",
    "ExportShape",
    "Exports",
    "FigureShape",
    "Findings",
    "Indicators",
    "LoggedEvents",
    "OneBatch",
    "ProblemShape",
    "Projects",
    "RevisionContent",
    "Revisions",
    "StartedBatch",
    "Statistics",
    "TableShape",
    "Tables",
    "TotalsShape",
]
