"""How the command behaves towards a person at a terminal, and towards a file."""

import os
import pty
import subprocess
import sys

import pytest
from cli_samples import change, plan_text

ESCAPE = "\x1b"


def watch(*arguments, **environment):
    """Run the command at a terminal of its own; what it shows there, and how it ended."""
    ours, theirs = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(
        [sys.executable, "-m", "costguard", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**variables, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux says so when the last writer has closed the terminal
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(timeout=60), shown.decode()


pytestmark = pytest.mark.usefixtures("folder")


def test_at_a_terminal_there_is_colour_and_progress_that_is_wiped_away():
    code, shown = watch("check", "plan.json")
    assert code == 1
    progress, _, report = shown.rpartition("\r\x1b[K")
    assert "reading plan.json …" in progress
    assert "DENIED" in report
    assert f"{ESCAPE}[" in report


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_turned_off(environment):
    _, shown = watch("check", "plan.json", **environment)
    assert f"{ESCAPE}[" not in shown.rpartition("\r\x1b[K")[2]


def test_an_error_starts_on_a_line_of_its_own(folder):
    (folder / "plan.json").write_text("{}")
    code, shown = watch("check", "plan.json")
    assert code == 2
    assert "\r\x1b[Kcostguard: " in shown


def test_long_work_says_how_far_it_is(folder):
    """Slow enough on any machine: the clock, not the work, is what is moved."""
    (folder / "plan.json").write_text(plan_text(*(change(f"aws_s3_bucket.b{number}") for number in range(1100))))
    (folder / "sitecustomize.py").write_text(
        "import itertools, time\nclock = itertools.count()\ntime.monotonic = lambda: float(next(clock))\n"
    )
    _, shown = watch("check", "plan.json", PYTHONPATH=str(folder))
    assert "judging: 512 of 1,100" in shown


@pytest.mark.parametrize("name", ["terminal", "markdown", "json"])
def test_what_goes_elsewhere_has_no_escape_codes(spawn, name):
    run = spawn("check", "plan.json", "--format", name, FORCE_COLOR="1", TERM="xterm-256color")
    assert ESCAPE not in run.out + run.err
