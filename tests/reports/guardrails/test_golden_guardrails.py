"""Every page about guardrails prints the samples exactly as a person approved them.

`COSTGUARD_REGENERATE=1 pytest tests/reports/guardrails` writes the files anew; read them before you commit.
"""

import os
from pathlib import Path

import pytest
from guardrail_samples import BUNDLES, LIMITS, OPTIONS, quiet_replay, rich_changes, rich_replay

from costguard.reports.guardrails.changes import changes_json, changes_markdown, changes_terminal
from costguard.reports.guardrails.coverage_html import coverage_html
from costguard.reports.guardrails.coverage_markdown import coverage_markdown
from costguard.reports.guardrails.manifest import manifest
from costguard.reports.guardrails.proof_json import proof_json
from costguard.reports.guardrails.proof_terminal import proof_terminal
from costguard.reports.guardrails.replay import replay_csv, replay_json, replay_terminal

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "manifest.json": lambda bundle: manifest(bundle, OPTIONS),
    "coverage.md": lambda bundle: coverage_markdown(bundle, LIMITS),
    "coverage.html": lambda bundle: coverage_html(bundle, LIMITS),
    "proof.json": proof_json,
    "proof.txt": lambda bundle: proof_terminal(bundle, 80, in_colour=False),
    "proof_in_colour.txt": lambda bundle: proof_terminal(bundle, 80, in_colour=True),
    "proof_narrow.txt": lambda bundle: proof_terminal(bundle, 40, in_colour=False),
}
DIGESTS = ("sha256:1111111111111111", "sha256:2222222222222222")
CHANGES = {
    "changes.txt": lambda changes: changes_terminal(changes, *DIGESTS, 80, in_colour=False),
    "changes.json": lambda changes: changes_json(changes, *DIGESTS),
    "changes.md": lambda changes: changes_markdown(changes, *DIGESTS),
}
REPLAYS = {
    "replay.txt": lambda replay: replay_terminal(replay, 80, in_colour=False),
    "replay.json": replay_json,
    "replay.csv": replay_csv,
}


@pytest.mark.parametrize("bundle", BUNDLES)
@pytest.mark.parametrize("page", PAGES)
def test_a_bundle_prints_what_was_approved(page, bundle):
    printed = PAGES[page](BUNDLES[bundle]())
    assert printed == _approved(printed, f"{bundle}.{page}")


@pytest.mark.parametrize("page", CHANGES)
@pytest.mark.parametrize(("name", "changes"), [("rich", rich_changes()), ("no", ())])
def test_changes_print_what_was_approved(page, name, changes):
    printed = CHANGES[page](changes)
    assert printed == _approved(printed, f"{name}.{page}")


@pytest.mark.parametrize("page", REPLAYS)
@pytest.mark.parametrize(("name", "replay"), [("rich", rich_replay()), ("quiet", quiet_replay())])
def test_a_replay_prints_what_was_approved(page, name, replay):
    printed = REPLAYS[page](replay)
    assert printed == _approved(printed, f"{name}.{page}")


def _approved(printed, name):
    path = GOLDEN / name
    if os.environ.get("COSTGUARD_REGENERATE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(printed, encoding="utf-8", newline="")
    return path.read_bytes().decode()
