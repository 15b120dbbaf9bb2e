"""Prints the action's outputs out of a JSON report, as lines for `$GITHUB_OUTPUT`."""  # noqa: INP001 - a script of the action, no package

import json
import re
import sys
from pathlib import Path

# A line of `$GITHUB_OUTPUT` is NAME=VALUE: nothing that could begin another line may be in a value.
_SAFE = re.compile(r"[\w.:+-]*")


def main(path: str) -> None:
    """Print the outputs of the report at `path`."""
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    cost = report.get("cost") or {}
    approvals = report.get("approvals") or {}
    outputs = {
        "outcome": report["outcome"],
        "digest": approvals.get("digest"),
        "monthly-delta": cost.get("monthly_delta"),
        "report": path,
    }
    for name, value in outputs.items():
        text = "" if value is None else str(value)
        if name != "report" and not _SAFE.fullmatch(text):
            sys.exit(f"{path}: `{name}` is {text!r}, which no report of costguard says")
        sys.stdout.write(f"{name}={text}\n")


if __name__ == "__main__":
    main(sys.argv[1])
