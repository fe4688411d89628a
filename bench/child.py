"""python -m bench.child WORK FILE: does one piece of work and prints the peak of its memory in KB."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from bench import ways

WORK = {"nothing": len, "limit": ways.limit, "ours": ways.ours, "python-docx": ways.cells_by_python_docx}

if __name__ == "__main__":
    work, path = sys.argv[1:]
    result = WORK[work](Path(path).read_bytes())
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
