"""Peak memory of exporting a year out of the configured database: python -m bench.export_memory YEAR FORMAT.

Prints seconds, peak in KB, tables and bytes as JSON. In a process of its own, whose memory holds nothing else.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from pathlib import Path

import django
from django.core.management import call_command

from bench.child import peak_kilobytes


def main(year: str, format: str) -> None:
    """Export the year's tables into one file, and say what that took."""
    django.setup()
    from indicators.models import GoalTable

    tables = GoalTable.objects.filter(project__year=int(year)).count()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{year}.{format}"
        start = time.perf_counter()
        options = {"year": int(year), "format": format, "output": target, "one_file": True}
        call_command("export_tables", stdout=io.StringIO(), **options)
        taken = time.perf_counter() - start
        print(json.dumps([taken, peak_kilobytes(), tables, target.stat().st_size]))


if __name__ == "__main__":
    main(*sys.argv[1:])
