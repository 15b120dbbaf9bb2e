"""The guide of the audit is true: its commands print what it shows, its tables name all that there is.

`COSTGUARD_REGENERATE=1 pytest tests/docs/test_audit_guide.py` writes anew what commands print; read it before you
commit.
"""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import click
import pytest

from costguard.catalog.lookup import attribute_names
from costguard.cli.audits.options import FAIL_ON
from costguard.cli.main import cli
from costguard.model.history import Fate
from costguard.model.inventory import ReadStatus
from costguard.policy.load import load
from costguard.sources.aws.options import Source
from costguard.sources.azure.options import AzureOptions
from costguard.sources.gcp.options import GcpOptions
from costguard.sources.snapshot.columns import columns_of, require_columns
from costguard.sources.snapshot.read import KINDS

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "audit.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WRITTEN_ON = "2026-11-23"
"""The day as of which the page's commands are carried out: aliases and prices end."""


def _blocks(language: str) -> list[str]:
    return [block["text"] for block in BLOCK.finditer(TEXT) if block["language"] == language]


def _printed(command: str, folder: Path) -> str:
    """The command as the page shows it, with what it prints."""
    executables = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COSTGUARD_")}
    environment = {**kept, "PATH": executables, "NO_COLOR": "1", "COLUMNS": "80"}
    dated = command.replace("costguard audit snapshot", f"costguard audit snapshot --today {WRITTEN_ON}")
    ran = subprocess.run(["sh", "-c", dated], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return f"$ {command}\n{ran.stdout.rstrip()}{ran.stderr.rstrip()}".rstrip() + "\n"


def test_commands_print_what_the_page_shows(tmp_path: Path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shown = _blocks("console")
    commands = [[line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ ")] for text in shown]
    printed = ["".join(_printed(command, tmp_path) for command in each) for each in commands]
    if os.environ.get("COSTGUARD_REGENERATE"):
        _regenerate(shown, printed)
    else:
        assert printed == shown


def _regenerate(shown: list[str], printed: list[str]) -> None:
    text = TEXT
    for before, after in zip(shown, printed, strict=True):
        text = text.replace(f"```console\n{before}```", f"```console\n{after}```", 1)
    GUIDE.write_text(text, encoding="utf-8")


def _calls() -> Iterator[tuple[str, ...]]:
    """Every call of costguard that the page shows, pipes and redirections apart."""
    for text in (*_blocks("sh"), *_blocks("console")):
        for call in re.findall(r"^(?:\$ )?costguard (.+)$", text.replace("\\\n", " "), re.MULTILINE):
            yield tuple(shlex.split(re.split(r" [|>] ", call)[0], comments=True))
    for call in re.findall(r"Then `costguard (audit [^`]+)`", TEXT):
        yield tuple(call.split())


@pytest.mark.parametrize("call", sorted(set(_calls())), ids=" ".join)
def test_every_call_has_options_that_exist(call: tuple[str, ...]):
    parent, group = click.Context(cli, **cli.context_settings), cli.get_command(click.Context(cli), call[0])
    assert isinstance(group, click.Group)
    command = group.get_command(parent, call[1])
    assert command is not None
    command.make_context(call[1], list(call[2:]), parent=parent)


def _section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def _rows(title: str) -> list[str]:
    """What opens the rows of a section's tables between backticks; several in a cell are several rows."""
    cells = re.findall(r"^\| (`[^|]+?) +\|", _section(title), re.MULTILINE)
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell) if word != "--source"]


def _choices(annotation: object) -> set[str]:
    return set(getattr(annotation, "__args__", ()))


@pytest.mark.parametrize(
    ("title", "choices"),
    [
        ("AWS", _choices(Source)),
        ("Azure", _choices(AzureOptions.__annotations__["source"])),
        ("Google Cloud", _choices(GcpOptions.__annotations__["source"])),
    ],
    ids=["aws", "azure", "gcp"],
)
def test_the_page_says_of_every_source_what_it_misses(title: str, choices: set[str]):
    assert set(_rows(title)) == choices


def test_the_page_explains_how_reading_may_end():
    assert _rows("Coverage") == [status.value for status in ReadStatus]


def test_the_page_explains_every_bar():
    assert {*FAIL_ON} <= {*_rows("Exit codes")}


def test_the_page_explains_every_state_of_a_finding_and_every_question():
    history = import_module("costguard.cli.history_command").command
    assert {*_rows("History")} - {"costguard history"} == {*(fate.value for fate in Fate), *history.commands}


def test_the_page_names_every_kind_and_column_of_an_inventory():
    ours = set(import_module("costguard.sources.snapshot.columns")._NAMES) - {"attrs"}
    assert {*_rows("Inventories from elsewhere")} - {"column"} == {*KINDS, *ours}


def test_what_columns_are_also_called_is_understood():
    for name, other_names in re.findall(
        r"^\| `(\w+)` \| [^|]* \| ([^|]+) \|$", _section("Inventories from elsewhere"), re.MULTILINE
    ):
        for other in re.findall(r"`(\w+)`", other_names):
            known = columns_of((other,))
            assert name in known.known or (
                name == "attributes" and {"attrs", "size_gb"} & {*known.known, *known.attributes}
            )


@pytest.mark.parametrize("query", re.findall(r"(?i)select (.+?) from ", TEXT))
def test_the_queries_of_the_page_make_tables_that_an_audit_reads(query: str):
    names = [re.split(r"(?i) as ", column)[-1].strip() for column in query.split(", ")]
    columns = require_columns(names, "the query")
    assert columns.unread == ()
    assert {*columns.attributes} <= {*attribute_names()}


def test_the_policy_of_the_page_loads_and_inherits(tmp_path: Path):
    (text,) = _blocks("yaml")
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    policy = load([tmp_path], date.fromisoformat(WRITTEN_ON))
    inherits = {name: dimension.inherit for name, dimension in policy.taxonomy.items()}
    assert all(inherits.values())
    assert [kind.value for kind in inherits["cost_center"].tags_of] == ["resource_group", "account", "folder"]


def test_what_the_notebook_imports_is_there():
    for text in _blocks("python"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("costguard"):
                module = import_module(node.module)
                assert [each.name for each in node.names if not hasattr(module, each.name)] == []


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_every_link_leads_somewhere(link: str):
    assert (GUIDE.parent / link).exists()


def test_every_ready_file_is_on_the_page():
    folder = ROOT / "integrations" / "audit"
    ready = {path.name for path in folder.rglob("*") if path.is_file()} - {"README.md"}
    assert {name for name in ready if name not in TEXT} == set()
