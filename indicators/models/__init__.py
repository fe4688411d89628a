"""Goal tables in the database: the taxonomy, the tables, what was found in them, and what happened to them."""

from indicators.models.changes import Cause, TableChange
from indicators.models.check_settings import CheckSetting, Recheck
from indicators.models.findings import TableFinding
from indicators.models.kept import KeptWarning
from indicators.models.library import LibraryCount, LibraryEntry, Scope, SeenIndicator
from indicators.models.lines import TableLine, TableTally
from indicators.models.presence import Presence
from indicators.models.revisions import Revision
from indicators.models.tables import EDITABLE, GoalTable, Indicator, Status
from indicators.models.taxonomy import Category, Framework
from indicators.models.texts import TableText

__all__ = [
    "EDITABLE", "Category", "Cause", "CheckSetting", "Framework", "GoalTable", "Indicator", "KeptWarning",
    "LibraryCount", "LibraryEntry", "Presence", "Recheck", "Revision", "Scope", "SeenIndicator", "Status",
    "TableChange", "TableFinding", "TableLine", "TableTally", "TableText",
]  # fmt: skip
