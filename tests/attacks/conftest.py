"""The shop that is attacked, and the command as a job of it runs it."""

import io
import sys
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from attack_world import FAY, FINN, OLGA, POLICY, SIGNERS, World, lay_out
from git_repository import clone, git, new_repository
from github_forge import LocalForge
from ssh_keys import make_key, vouch

from costguard.cli.main import main

VARIABLES = ("GITHUB_API_URL", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_EVENT_NAME",
             "GITHUB_EVENT_PATH", "GITHUB_STEP_SUMMARY", "GITHUB_SHA")  # fmt: skip


class Run(NamedTuple):
    """How a run of the command ended, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def costguard(monkeypatch, capsys):
    """The command in this process, through the same `main` that a shell calls."""

    def run(*args: str) -> Run:
        monkeypatch.setattr(sys, "argv", ["costguard", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def world(tmp_path, monkeypatch, costguard):
    """A clone on the branch of a request by `ana`, with a plan that somebody has to agree to, and a local GitHub."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    keys = {name: make_key(tmp_path, name) for name in ("finn", "ana", "stranger")}
    signers = vouch("finn@acme.example", keys["finn"]) + vouch("ana", keys["ana"])
    origin = new_repository(tmp_path / "origin", {"costguard.yaml": POLICY, SIGNERS: signers, "main.tf": "# shop\n"})
    job = clone(origin, tmp_path / "job")
    git(job, "checkout", "-q", "-b", "feature")
    lay_out(job)
    monkeypatch.chdir(job)
    # What is published carries the time of this machine, so the people of this GitHub speak a little later.
    with LocalForge(now=datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=1)) as forge:
        for login, number in (("finn", FINN), ("fay", FAY), ("olga", OLGA)):
            forge.add_user(login, number)
        made = World(forge, origin, job, costguard, forge.open_pull("ana"), keys)
        run = forge.run(made.request, actor="ana")
        for name, value in forge.environment(GITHUB_RUN_ID=str(run)).items():
            monkeypatch.setenv(name, value)
        yield made
