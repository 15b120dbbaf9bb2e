"""The pages on guardrails are true: their commands print what they show, and their excerpts stand in the bundle."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
from ran_pages import BLOCK, Ran, require_what_is_shown

from costguard.cli.main import cli
from costguard.emit.options import Limits
from costguard.model.cloud import Cloud
from costguard.model.guardrail import DocumentKind, Duty, Relation
from costguard.prove.prove import ASSUMPTIONS
from costguard.reports.guardrails.manifest import read_manifest

ROOT = Path(__file__).parents[2]
GUIDE, PROOF, README = ROOT / "docs" / "guardrails.md", ROOT / "docs" / "proof.md", ROOT / "README.md"
PAGES = (GUIDE, PROOF, README)


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.stem)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return Ran(request.param, folder)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(GUIDE, tmp_path_factory.mktemp("guide"))


def test_commands_print_what_the_page_shows(ran: Ran):
    require_what_is_shown(ran)


def test_excerpts_stand_in_the_bundle(ran: Ran):
    assert ran.wrong_excerpts == []


def test_the_guides_bundle_has_a_document_for_every_cloud_and_each_way_to_compare(guide: Ran):
    told = read_manifest((guide.folder / "guardrails" / "manifest.json").read_text(encoding="utf-8"))
    assert {row.kind.cloud for row in told.documents} == {Cloud.AWS, Cloud.AZURE, Cloud.GCP}
    assert {row.verdict for row in told.rules} == {Relation.EXACT, Relation.WEAKER}
    assert all(row.declared for row in told.rules)


def _rollout_commands() -> Iterator[tuple[str, ...]]:
    """Every call of costguard that the pages show, in whatever block; a shell's loops and pipes apart."""
    for page in (GUIDE, PROOF):
        for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if block["language"] in ("sh", "console", "yaml"):
                joined = block["text"].replace("\\\n", " ").replace('"$today"', "2026-09-01")
                for call in re.findall(r"(?:^|\$ |- run: | {10,})(costguard .+)$", joined, re.MULTILINE):
                    yield tuple(shlex.split(call.partition(" > ")[0], comments=True)[1:])


@pytest.mark.parametrize("call", sorted(set(_rollout_commands())), ids=" ".join)
def test_every_call_has_options_that_exist(call: tuple[str, ...]):
    name, *arguments = call
    parent = click.Context(cli, **cli.context_settings)  # click remembers the first context's help options
    command = cli.get_command(parent, name)
    assert command is not None
    command.make_context(name, arguments, parent=parent)


def _rows(page: Path) -> set[str]:
    """What opens the rows of a page's tables between backticks."""
    return set(re.findall(r"^\| `([^`]+)`", page.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_guide_explains_every_option_of_emit():
    named = {row.split()[0] for row in _rows(GUIDE)}
    options = {each.opts[0] for each in import_module("costguard.cli.emit_command").command.params}
    assert options - named == {"--policy", "--out"}


def test_the_guide_explains_every_verdict_and_every_duty():
    assert {*Relation, *Duty} <= _rows(GUIDE)


def test_the_guide_has_every_limit_with_its_default():
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    defaults = Limits()
    assert {name: int(number.replace(",", "")) for name, number in rows} == {
        name: getattr(defaults, name) for name in Limits.__struct_fields__
    }


def test_the_page_on_the_proof_names_as_many_assumptions_as_proofs_make():
    """One row for each, and one for attributes that are left unset, of which a rule's meaning takes no account."""
    told = PROOF.read_text(encoding="utf-8").partition("| assumed |")[2].partition("\n\n")[0]
    assert len(told.splitlines()) - 2 == sum(map(len, ASSUMPTIONS.values())) + 1


def _azure_documents(folder: Path) -> list[Path]:
    return sorted((folder / "guardrails" / "azure").rglob("*.json"))


def test_azures_documents_have_the_id_that_the_rollout_sends_them_to(guide: Ran):
    """The guide puts each file to the id in it, and takes its parent for Terraform."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in _azure_documents(guide.folder)]
    assert found
    assert [each["id"].endswith(f"/providers/{each['type']}/{each['name']}") for each in found] == [True] * len(found)


def test_a_constraint_and_its_policy_have_the_same_file_name(guide: Ran):
    """The guide simulates them together, and deletes a policy by the name of its file."""
    gcp = guide.folder / "guardrails" / "gcp"
    constraints = {path.name: path for path in (gcp / "constraints").iterdir()}
    policies = {path.name: path for path in (gcp / "policies").iterdir()}
    assert constraints.keys() == policies.keys()
    assert all(f"/policies/custom.{path.stem}\n" in path.read_text(encoding="utf-8") for path in policies.values())


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_rollouts_changes_of_the_assignment_are_what_they_say(guide: Ran):
    """The guide's own jq programs, on the bundle's own assignment."""
    changed = []
    for block in BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        for program, target in re.findall(r"^jq '(.*?)' .*?> (\S+\.json)$", block["text"], re.MULTILINE | re.DOTALL):
            assignment = guide.folder / "guardrails" / "azure" / "assignments" / "costguard.json"
            ran = subprocess.run(["jq", program, assignment], capture_output=True, text=True, check=True)
            changed.append((target, json.loads(ran.stdout)))
    told = dict(changed)
    effects = {value["value"] for value in told["audit.json"]["properties"]["parameters"].values()}
    assert (effects, told["audit.json"]["properties"]["enforcementMode"]) == ({"Audit"}, "Default")
    assert told["one-region.json"]["properties"]["resourceSelectors"][0]["selectors"] == [
        {"kind": "resourceLocation", "in": ["westeurope"]}
    ]
    assert "/managementGroups/sandbox/" in told["one-group.json"]["id"]
    assert told["off.json"]["properties"]["enforcementMode"] == "DoNotEnforce"


def test_the_tag_policy_of_the_guide_enforces_nothing(guide: Ran):
    manifest = read_manifest((guide.folder / "guardrails" / "manifest.json").read_text(encoding="utf-8"))
    (row,) = (row for row in manifest.documents if row.kind is DocumentKind.TAG_POLICY)
    assert "enforced_for" not in (guide.folder / "guardrails" / row.path).read_text(encoding="utf-8")
