"""Runs the command as a shell does, in this process or in one of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
from cli_samples import change, plan_text, policy_text

from costguard.cli.main import main


class Run(NamedTuple):
    """How a run of the command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a policy that denies, and a plan with one resource without tags."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "costguard.yaml").write_text(policy_text())
    (tmp_path / "plan.json").write_text(plan_text(change()))
    return tmp_path


@pytest.fixture
def costguard(monkeypatch, capsys) -> Callable[..., Run]:
    """The command in this process, through the same `main` that a shell calls."""

    def run(*args: str, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "argv", ["costguard", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def spawn() -> Callable[..., Run]:
    """The command in a process of its own."""

    def run(*args: str, stdin: str = "", **environment: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "costguard", *map(str, args)],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run
