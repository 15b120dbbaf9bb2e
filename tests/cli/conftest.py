"""Runs the command as a shell does, in this process or in one of its own."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pytest
from cli_samples import change, plan_text, policy_text
from small_audits import owner_policy

from costguard.cli.main import main
from costguard.sources.collecting.collect import collect
from costguard.sources.collecting.patience import Patience


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
def here(tmp_path, monkeypatch):
    """A working folder for audits: a policy for owners, a cache of its own, and no time lost between tries."""
    monkeypatch.chdir(tmp_path)
    for name in ("COSTGUARD_HISTORY", "COSTGUARD_HISTORY_FILES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("costguard.audit.live.collect", partial(collect, patience=Patience(random=lambda: 0.0)))
    (tmp_path / "costguard.yaml").write_text(owner_policy())
    return tmp_path


@pytest.fixture
def temporary(tmp_path_factory, monkeypatch):
    """A folder of its own for temporary files, to see what is left in it."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


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
