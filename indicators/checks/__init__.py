"""The checks on a goal table: what an experienced reviewer would find (疑点), as pure functions without Django.

Contract. A check takes a TableContent and a Context and yields Hits; it changes nothing, remembers nothing that shows,
never fails whatever the content, and gives the same hits in the same order every time. Findings name the `field` and,
where they are about a row, its `level3`; what is about the table as a whole names neither.

To add a check: write `check_something(content, context)` in the module of its idea (a new module joins MODULES),
decorate it with `@check(code, severity, side, name, why)`, give it examples and counter-examples in
tests/indicators/checks/, describe it in docs/checks.md, and raise VERSION. Word lists and thresholds stand beside the
check as data with a reason. `rows_of` gives the rows with their readings; it costs nothing to ask again.

VERSION is stored with findings, so that those of an older set can be told and made anew.
"""

from indicators.checks import (
    amounts,
    contradiction,
    costs,
    dates,
    likeness,
    money,
    placeholders,
    satisfaction,
    spelling,
    structure,
    wording,
)
from indicators.checks.registry import CHECKS, Check, Context, run_checks
from indicators.checks.spelling import mend

VERSION = 2
# Importing a module registers its checks; findings come in the order of registration.
MODULES = (
    structure,
    placeholders,
    money,
    costs,
    amounts,
    contradiction,
    dates,
    satisfaction,
    wording,
    likeness,
    spelling,
)

__all__ = ["CHECKS", "VERSION", "Check", "Context", "mend", "run_checks"]
