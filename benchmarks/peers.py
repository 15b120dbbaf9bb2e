"""Measures other tools on the same plans with the same policy, and compares what each answers on small real plans.

    python benchmarks/peers.py --work DIR

Every tool is called as its documentation says; the policies are in peers/, each in its tool's own language.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from inputs import output_in, plan_of
from processes import Run, run
from tables import markdown_table, today
from tools import POLICIES, Tool, install_tools

_SIZES: Final = (200, 1_000, 10_000)
_TIMEOUT_S: Final = 300
_MEMORY_LIMIT_GB: Final = 8


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="keep plans and the tools here")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--date", default=today(), help="the date that the tables bear (default: today)")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for _, page in peer_pages(given.work.resolve(), given.seed, given.date):
        print(f"\n{page}")


def peer_pages(work: Path, seed: int, date: str) -> Iterator[tuple[str, str]]:
    """The two tables, each with the name of its markers: how fast each tool is, and what it answers."""
    tools, versions = install_tools(work)
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    yield "peers", f"Measured on {date}, one run each: {named}.\n\n{_speed(tools, work, seed)}"
    yield "answers", f"Asked on {date}: {named}.\n\n{_answers(tools, work)}"


def _speed(tools: Sequence[Tool], work: Path, seed: int) -> str:
    header = ("tool", *(f"{size:,} resources: wall, CPU, peak" for size in _SIZES))
    return markdown_table(header, (_speeds(tool, work, seed) for tool in tools if tool.policy == "tags"))


def _speeds(tool: Tool, work: Path, seed: int) -> tuple[str, ...]:
    cells = [tool.name]
    for size in _SIZES:
        took = _judge(tool, plan_of(size, seed, work), output_in(work, f"{tool.name}-{size}.txt"))
        cells.append(_taken(took))
    return tuple(cells)


def _judge(tool: Tool, plan: Path, output: Path) -> Run:
    return run(tool.command(plan), output, _TIMEOUT_S, _MEMORY_LIMIT_GB)


def _taken(took: Run) -> str:
    """What a run took; every tool ends with 0 or 1 when it judged."""
    taken = f"{took.wall_s:.1f} s, {took.cpu_s:.1f} s, {took.peak_mb:,.0f} MB"
    if took.timed_out:
        return f"not done in {_TIMEOUT_S} s ({took.peak_mb:,.0f} MB by then)"
    return taken if took.exit_code in (0, 1) else f"ended with {took.exit_code} after {taken}"


def _answers(tools: Sequence[Tool], work: Path) -> str:
    header = ("case", "resource", "truth", *(_title(tool) for tool in tools))
    return markdown_table(header, (row for case in _cases() for row in _rows(case, tools, work)))


def _title(tool: Tool) -> str:
    return tool.name if tool.name == "costguard" else f"{tool.name} on `{tool.policy}`"


def _cases() -> Sequence[Path]:
    return sorted(path.parent for path in (POLICIES / "cases").glob("*/truth.json"))


def _rows(case: Path, tools: Sequence[Tool], work: Path) -> Iterator[tuple[str, ...]]:
    """One row a resource; an answer that is not the truth is in bold."""
    title = (case / "main.tf").read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    truth: dict[str, str] = json.loads((case / "truth.json").read_text(encoding="utf-8"))
    outputs = [_output(tool, case, work) for tool in tools]
    for address, right in truth.items():
        answers = [tool.answer(output, address) for tool, output in zip(tools, outputs, strict=True)]
        yield (title, f"`{address}`", right, *(each if each == right else f"**{each}**" for each in answers))


def _output(tool: Tool, case: Path, work: Path) -> str:
    """What a tool printed on a case. Raises SystemExit when it did not judge."""
    path = output_in(work, f"{tool.name}-{tool.policy}-{case.name}.txt")
    took = _judge(tool, case / "plan.json", path)
    if took.exit_code not in (0, 1):
        raise SystemExit(f"{tool.name} ended with {took.exit_code} on {case.name}; see {path}")
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
