"""The code that docs/webhooks.md gives to receivers, taken from there: so it is what is tested."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"


def documented() -> Any:
    """Its names as a namespace."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, str(DOCUMENT), "exec"), names)
    return SimpleNamespace(**names)
