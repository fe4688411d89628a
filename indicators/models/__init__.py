"""Goal tables in the database: the taxonomy, the tables, what was found in them, and what happened to them."""

from indicators.models.changes import Cause, TableChange
from indicators.models.findings import TableFinding
from indicators.models.tables import EDITABLE, GoalTable, Indicator, Status
from indicators.models.taxonomy import Category, Framework

__all__ = [
    "EDITABLE", "Category", "Cause", "Framework", "GoalTable", "Indicator", "Status", "TableChange", "TableFinding",
]  # fmt: skip
