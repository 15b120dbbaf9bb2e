"""An installation without an extra: one sentence names the libraries and the command that brings them."""

import subprocess
import sys

import pytest
from small_audits import owner_policy, volume, written

_WITHOUT = """
import sys

class Hiding:
    def __init__(self, finder, hidden):
        self.finder, self.hidden = finder, hidden

    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in self.hidden):
            return None
        return self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)

hidden = sys.argv[1].split(",")
sys.meta_path[:] = [Hiding(finder, hidden) for finder in sys.meta_path]
sys.argv = ["costguard", *sys.argv[2:]]
from costguard.cli.main import main
main()
"""
AUDIT = "pyarrow,numpy,duckdb,sqlalchemy,alembic"


@pytest.fixture
def without(tmp_path, monkeypatch):
    """The command in a process where some modules are not installed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COSTGUARD_HISTORY", raising=False)
    (tmp_path / "costguard.yaml").write_text(owner_policy())
    written(tmp_path / "inventory.ndjson", volume("vol-1"))

    def run(hidden: str, *arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-c", _WITHOUT, hidden, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def install(extra: str) -> str:
    return f"pip install 'costguard-engine[{extra}]'"


@pytest.mark.parametrize(
    ("hidden", "arguments", "extra"),
    [
        ("pyarrow", ("audit", "snapshot", "inventory.ndjson"), "audit"),
        ("duckdb", ("audit", "snapshot", "inventory.ndjson"), "audit"),
        (AUDIT, ("audit", "snapshot", "inventory.ndjson"), "audit"),
        ("sqlalchemy,alembic", ("history", "runs", "--history", "kept"), "audit"),
        ("pyspark", ("audit", "snapshot", "inventory.ndjson", "--engine", "spark"), "spark"),
        (f"{AUDIT},boto3", ("audit", "aws"), "aws"),
        ("boto3", ("audit", "aws"), "aws"),
        (f"{AUDIT},azure", ("audit", "azure"), "azure"),
        ("azure", ("audit", "azure"), "azure"),
        ("azure.mgmt.resourcegraph", ("audit", "azure"), "azure"),
        (f"{AUDIT},google", ("audit", "gcp"), "gcp"),
        ("google", ("audit", "gcp"), "gcp"),
        pytest.param(
            "psycopg",
            ("history", "runs", "--history", "postgresql://host/database", "--history-files", "files"),
            "postgres",
        ),
    ],
)
def test_what_is_missing_is_named_with_the_command_that_brings_it(without, hidden, arguments, extra):
    code, out, err = without(hidden, *arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("costguard: ")
    assert err.endswith(f"{install(extra)}\n")


def test_every_library_that_is_missing_is_named_at_once(without):
    _, _, err = without("duckdb,alembic", "audit", "snapshot", "inventory.ndjson")
    assert err == f"costguard: an audit needs duckdb, alembic, which are not installed: {install('audit')}\n"


@pytest.mark.parametrize(
    "arguments", [("--version",), ("audit", "--help"), ("audit", "aws", "--help"), ("history", "--help")]
)
def test_help_needs_no_extra(without, arguments):
    code, out, err = without(f"{AUDIT},boto3,azure,google,pyspark,psycopg", *arguments)
    assert (code, err) == (0, "")
    assert "costguard" in out
