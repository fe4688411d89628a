"""python -m bench [SECTION …]: measures and prints; all sections when nothing is named."""

from __future__ import annotations

import argparse
import sys

from bench import checking, committing, editor, exporting, reading, report

SECTIONS = {
    "reading": reading.run,
    "checks": checking.run,
    "committing": committing.run,
    "editor": editor.run,
    "exporting": exporting.run,
}


def main() -> None:
    """Print the sections that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=" or ".join(SECTIONS))
    chosen = parser.parse_args().sections or list(SECTIONS)
    if unknown := set(chosen) - SECTIONS.keys():
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    print(report.machine(), file=sys.stdout, flush=True)
    for name in chosen:
        print(f"\n{SECTIONS[name]()}", flush=True)


if __name__ == "__main__":
    main()
