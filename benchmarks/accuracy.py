"""Compares estimates with known bills: by cloud and type, how many cost lines are right, and what is missing.

    python benchmarks/accuracy.py [--cases ../shared/costs]              # the table
    python benchmarks/accuracy.py --show aws/db_instance_test            # one case, line by line
    python benchmarks/accuracy.py --wrong                                # every line that is not right
    python benchmarks/accuracy.py --markdown                             # and write benchmarks/accuracy.md

A case is a folder with `plan.json`, mostly `usage.yml`, and `expected.jsonl`: the cost lines of another estimator (its
own price tests; Infracost, Apache-2.0). Lines are matched by address, part and name. A line is right when its cost, or
without a quantity its unit price, differs by at most two cents or one percent. `quantity` is the share of lines whose
quantity is right whatever the price. Where we hold the expected figure wrong, `differences.csv` says why; such lines
count as wrong here.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from known_bills import Compared, compare
from tables import markdown_table, today

_PAGE: Final = Path(__file__).parent / "accuracy.md"
_DIFFERENCES: Final = Path(__file__).parent / "differences.csv"
_OUTCOMES: Final = ("right", "wrong", "unpriced", "missing")

Totals = dict[tuple[str, str], Counter[str]]


def main() -> int:
    """Print the table, or with --show or --wrong the lines side by side."""
    options = _options()
    cases = [Path(options.cases) / options.show] if options.show else sorted(Path(options.cases).glob("*/*"))
    if not cases:
        print(f"there are no cases in {options.cases}", file=sys.stderr)
        return 2
    compared = [line for case in cases for line in compare(case)]
    for line in compared:
        if options.show or (options.wrong and line.outcome not in ("right", "extra")):
            print(f"{line.kind} {line.outcome:9} {line.case} {line.text}")
    table = _table(compared)
    print(table)
    if options.markdown:
        _PAGE.write_text(_page(table, compared, options.date), encoding="utf-8")
    return 0


def _table(compared: list[Compared]) -> str:
    """The shares over all, by cloud, and by type, the worst first."""
    by_type: Totals = defaultdict(Counter)
    for line in compared:
        by_type[line.cloud, line.type].update(line.counts())
    groups = [("all", "", sum(by_type.values(), Counter()))]
    for cloud in sorted({cloud for cloud, _ in by_type}):
        whole: Counter[str] = sum((counts for (of, _), counts in by_type.items() if of == cloud), Counter())
        groups.append((cloud, "", whole))
    worst_first = sorted(by_type.items(), key=lambda item: (item[0][0], -_not_right(item[1]), item[0][1]))
    groups += [(cloud, f"`{name}`", counts) for (cloud, name), counts in worst_first]
    header = (
        "cloud",
        "type",
        "fixed lines",
        "right",
        "usage lines",
        "right",
        "quantity",
        "unpriced",
        "missing",
        "extra",
    )
    return markdown_table((*header, "total error"), (_row(*group) for group in groups))


def _row(cloud: str, resource_type: str, counts: Counter[str]) -> tuple[str, ...]:
    fixed, usage = (sum(counts[f"{kind} {outcome}"] for outcome in _OUTCOMES) for kind in ("fixed", "usage"))
    unpriced, missing = (sum(counts[f"{kind} {outcome}"] for kind in ("fixed", "usage")) for outcome in _OUTCOMES[2:])
    return (
        cloud,
        resource_type,
        str(fixed or ""),
        _percent(counts["fixed right"], fixed),
        str(usage or ""),
        _percent(counts["usage right"], usage),
        _percent(counts["quantity right"], counts["quantity known"]),
        str(unpriced or ""),
        str(missing or ""),
        str(counts["extra"] or ""),
        _percent(counts["cents off"], counts["cents expected"]),
    )


def _not_right(counts: Counter[str]) -> int:
    return sum(counts[f"{kind} {outcome}"] for kind in ("fixed", "usage") for outcome in _OUTCOMES[1:])


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _page(table: str, compared: list[Compared], date: str) -> str:
    import csv

    cases = len({line.case for line in compared})
    worst = max(compared, key=lambda line: line.counts().get("cents off", 0))
    share = 100 * worst.counts().get("cents off", 0) / _cents_off(compared)
    with _DIFFERENCES.open(encoding="utf-8", newline="") as file:
        differences = [tuple(row.values()) for row in csv.DictReader(file)]
    listed = markdown_table(("resource", "line", "expected", "ours", "why"), differences)
    return (
        f"# How near the estimates are\n\n{cases} known bills, compared on {date} by `python benchmarks/accuracy.py`; "
        f"what counts as right stands there.\n`total error` is the sum of all differences of fixed lines, in percent "
        f"of what they should sum to; {share:.0f} % of it is one line, of "
        f"`{worst.type}`.\n\n{table}\n\n"
        f"## Where we hold the expected figure wrong or out of date\n\n{listed}\n"
    )


def _cents_off(compared: list[Compared]) -> int:
    return sum(line.counts().get("cents off", 0) for line in compared) or 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default="../shared/costs")
    parser.add_argument("--show", default="", metavar="CLOUD/CASE", help="one case, line by line")
    parser.add_argument("--wrong", action="store_true", help="list every line that is not right")
    parser.add_argument("--markdown", action="store_true", help="write benchmarks/accuracy.md")
    parser.add_argument("--date", default=today(), help="the date that the page bears (default: today)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
