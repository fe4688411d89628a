"""python -m bench [SECTION …]: measures and prints; all sections but the long ones when nothing is named."""

from __future__ import annotations

import argparse
import sys

from bench import checking, committing, editor, exporting, reading, report, scale

SECTIONS = {
    "reading": reading.run,
    "checks": checking.run,
    "committing": committing.run,
    "editor": editor.run,
    "exporting": exporting.run,
}
# Sections that take long, and are measured only when they are named.
LONG = {"scale": scale.run}


def main() -> None:
    """Print the sections that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=" or ".join(SECTIONS | LONG))
    chosen = parser.parse_args().sections or list(SECTIONS)
    if unknown := set(chosen) - SECTIONS.keys() - LONG.keys():
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    print(report.machine(), file=sys.stdout, flush=True)
    for name in chosen:
        print(f"\n{(SECTIONS | LONG)[name]()}", flush=True)


if __name__ == "__main__":
    main()
