"""`costguard audit snapshot` as a user runs it: one screen, exit codes, reports that agree, and no side effects."""

import csv
import json
import os
import re
import subprocess
import sys

import jsonschema
import pyarrow.parquet as pq
import pytest
from cli_samples import ROOT, SHARED, WEBSHOP
from small_audits import ACCOUNT, faults, ndjson, owner_policy, report, volume, written

from costguard.reports.audits.json_audit import audit_schema

EXAMPLE = ROOT / "examples" / "inventory" / "resources.ndjson"
SHARED_POLICY = SHARED / "policy.yaml"
OF_PLANS_ONLY = {"title", "module", "sensitive"}  # what a report needs to be read back
NOTED_BY_AUDITS = {"account", "region", "collected_by"}
TRACEBACK = "Traceback"


@pytest.fixture
def here(here):
    """The same with an inventory of two volumes, of which one has no owner."""
    written(here / "inventory.ndjson", volume("vol-bare"), volume("vol-owned", tags={"owner": "web"}))
    return here


def is_one_sentence(run):
    """Whether a run refused in one sentence of ours, and printed nothing else."""
    lines = run.err.splitlines()
    return (run.code, run.out, len(lines)) == (2, "", 1) and lines[0].startswith("costguard: ")


@pytest.mark.parametrize(
    ("policy", "code", "verdict"),
    [
        pytest.param(
            SHARED_POLICY,
            1,
            "DENY — ",
            marks=pytest.mark.skipif(not SHARED_POLICY.exists(), reason="the sample is not beside this checkout"),
        ),
        (WEBSHOP / "policy.yaml", 0, "ADVISE — "),
    ],
)
def test_the_first_command_of_a_user_prints_one_screen(costguard, policy, code, verdict):
    run = costguard("audit", "snapshot", EXAMPLE, "--policy", policy)
    lines = run.out.splitlines()
    assert (run.code, run.err) == (code, "")
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith(verdict)
    assert "\x1b" not in run.out


def test_the_same_inputs_give_the_same_bytes_in_every_process(here, spawn):
    formats = ("terminal", "json", "csv", "parquet")
    for night in ("one", "two"):
        outputs = [argument for name in formats for argument in ("-o", f"{name}={here / night}.{name}")]
        environment = {"PYTHONHASHSEED": str(len(night) + (night == "two")), "TZ": "Asia/Tokyo"}
        run = spawn("audit", "snapshot", EXAMPLE, "--policy", WEBSHOP / "policy.yaml", *outputs, **environment)
        assert (run.code, run.err) == (0, "")
        (here / f"{night}.printed").write_text(run.out)
    for name in (*formats, "printed"):
        assert (here / f"one.{name}").read_bytes() == (here / f"two.{name}").read_bytes()


@pytest.fixture
def reports(here, costguard):
    """The example, audited once into every format."""
    outputs = [
        argument for name in ("json", "csv", "parquet") for argument in ("--output", f"{name}={here / 'a'}.{name}")
    ]
    run = costguard("audit", "snapshot", EXAMPLE, "--policy", WEBSHOP / "policy.yaml", *outputs)
    assert (run.code, run.err) == (0, "")
    return here


def test_the_json_report_is_what_its_schema_says(reports):
    jsonschema.Draft202012Validator(audit_schema()).validate(report(reports / "a.json"))


def test_a_finding_has_the_members_that_check_prints_and_where_it_was_read(reports, costguard):
    checked = costguard("check", WEBSHOP / "plan.json", "--policy", ROOT / "policies" / "tagging", "--format", "json")
    of_check = {frozenset(found) for found in json.loads(checked.out)["findings"]}
    of_audit = {frozenset(found) for found in report(reports / "a.json")["findings"]}
    assert len(of_check) == 1
    assert of_audit == {members - OF_PLANS_ONLY | NOTED_BY_AUDITS for members in of_check}


def test_csv_and_parquet_tell_the_same_findings_as_json(reports):
    names = ("address", "rule", "key", "code", "state", "level", "account", "region", "collected_by", "fingerprint")
    with (reports / "a.csv").open(encoding="utf-8", newline="") as file:
        in_csv = [tuple(row[name] for name in names) for row in csv.DictReader(file)]
    in_json = [tuple(row[name] for name in names) for row in report(reports / "a.json")["findings"]]
    in_parquet = [tuple(row[name] or "" for name in names) for row in pq.read_table(reports / "a.parquet").to_pylist()]
    assert len(in_json) > 20
    assert in_json == in_parquet
    assert sorted(in_csv) == sorted(in_json)


def test_the_summary_counts_the_findings(reports):
    found = report(reports / "a.json")
    states = [each["state"] for each in found["findings"]]
    summary = found["summary"]
    assert (summary["violations"], summary["undecided"]) == (states.count("violation"), states.count("undecided"))
    assert summary["resources"] == sum(scope["resources"] for scope in found["coverage"]["scopes"])


@pytest.mark.parametrize(
    ("level", "code", "reached"),
    [
        ("deny", 1, {"deny", "approval", "advise", "undecided"}),
        ("require_approval", 3, {"approval", "advise", "undecided"}),
        ("advise", 0, {"advise", "undecided"}),
    ],
)
def test_fail_on_sets_the_bar_that_exits_1(here, costguard, level, code, reached):
    (here / "costguard.yaml").write_text(owner_policy(level))
    assert costguard("audit", "snapshot", "inventory.ndjson").code == code
    bars = ("deny", "approval", "advise", "undecided", "never")
    codes = {bar: costguard("audit", "snapshot", "inventory.ndjson", "--fail-on", bar).code for bar in bars}
    assert codes == {bar: int(bar in reached) for bar in bars}


def test_what_cannot_be_decided_reaches_only_its_own_bar(here, costguard):
    (here / "costguard.yaml").write_text(
        owner_policy().replace("require_tags: [owner]", "require_tags: [owner]\n    on_unknown: advise")
    )
    written(here / "inventory.ndjson", volume("vol-1", tags={"owner": "web"}), {**volume("vol-2"), "tags": None})
    assert faults_in(here, costguard) == [("vol-2", "unknown")]
    codes = {
        bar: costguard("audit", "snapshot", "inventory.ndjson", "--fail-on", bar).code for bar in ("deny", "undecided")
    }
    assert codes == {"deny": 0, "undecided": 1}


def faults_in(folder, costguard, *arguments):
    """What an audit of the folder's inventory finds."""
    costguard("audit", "snapshot", "inventory.ndjson", "-o", f"json={folder / 'found.json'}", *arguments)
    return faults(folder / "found.json")


def test_a_clean_inventory_passes(here, costguard):
    written(here / "inventory.ndjson", volume("vol-1", tags={"owner": "web"}))
    run = costguard("audit", "snapshot", "inventory.ndjson", "--fail-on", "undecided", "--require-complete")
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines()[-1].startswith("PASS")


def test_fail_on_new_asks_only_for_what_the_run_before_did_not_have(here, costguard):
    audit = ("audit", "snapshot", "inventory.ndjson", "--history", "kept", "--fail-on", "new")
    assert [costguard(*audit).code for _ in range(2)] == [1, 0]
    written(here / "inventory.ndjson", volume("vol-bare"), volume("vol-other"))
    assert [costguard(*audit).code for _ in range(2)] == [1, 0]


@pytest.mark.usefixtures("here")
def test_fail_on_new_needs_a_history(costguard):
    run = costguard("audit", "snapshot", "inventory.ndjson", "--fail-on", "new")
    assert is_one_sentence(run)
    assert "--history PLACE" in run.err


def test_standard_input_is_an_inventory_like_any_other(here, costguard):
    run = costguard("audit", "snapshot", "-", "-o", "json=a.json", stdin=ndjson(volume("vol-bare")))
    assert run.code == 1
    assert faults(here / "a.json") == [("vol-bare", "missing")]


def test_files_folders_and_globs_are_one_inventory(here, costguard):
    (here / "more").mkdir()
    written(here / "more" / "a.ndjson", volume("vol-a"))
    written(here / "b-1.ndjson", volume("vol-b"))
    costguard("audit", "snapshot", "inventory.ndjson", "more", "b-*.ndjson", "-o", "json=a.json")
    assert faults(here / "a.json") == [("vol-a", "missing"), ("vol-b", "missing"), ("vol-bare", "missing")]


@pytest.mark.usefixtures("here")
def test_the_terminal_names_the_account_with_the_gap(costguard):
    run = costguard("audit", "snapshot", "inventory.ndjson")
    assert re.search(rf"{ACCOUNT}\s+1 of 2", run.out)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["snapshot", "inventory.ndjson", "--bogus"], "--bogus"),
        (["snapshot", "inventory.ndjson", "--kind", "bogus"], "'bogus' is not one of"),
        (["snapshot", "inventory.ndjson", "--engine", "bogus"], "'bogus' is not one of"),
        (["snapshot", "inventory.ndjson", "--fail-on", "bogus"], "'bogus' is not one of"),
        (["snapshot"], "Missing argument"),
        (["nosuch"], "No such command"),
        (["aws", "--source", "bogus"], "'bogus' is not one of"),
        (["azure", "--workers", "0"], "not in the range"),
        (["gcp", "--save", "inventory.ndjson"], "is a file"),
    ],
)
def test_an_option_that_is_not_there_is_told_by_the_command_line(here, costguard, arguments, says):
    before = sorted(here.iterdir())
    run = costguard("audit", *arguments, *(["--history", "kept"] if "inventory.ndjson" in arguments else []))
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("Usage: costguard audit")
    assert says in run.err.splitlines()[-1]
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["inventory.ndjson", "--format", "yaml"], "there is no format `yaml`"),
        (["inventory.ndjson", "-o", "jsn=a"], "there is no format `jsn`; did you mean `json`?"),
        (["inventory.ndjson", "-o", "a.json"], "--output takes FORMAT=PATH"),
        (["inventory.ndjson", "-o", "json=a", "-o", "csv=a"], "two reports cannot both go to a"),
        (["inventory.ndjson", "-o", "json=nowhere/a.json"], "cannot write nowhere/a.json"),
        (["inventory.ndjson", "--policy", "pack:nosuch"], "there is no pack `nosuch`"),
        (["inventory.ndjson", "--prices", "nosuch.json"], "nosuch.json"),
        (["inventory.ndjson", "--overrides", "nosuch.yaml"], "nosuch.yaml"),
        (["nosuch.parquet"], "there is no file nosuch.parquet"),
        (["no-*.parquet"], "no file matches no-*.parquet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_written(here, temporary, costguard, arguments, says):
    before = sorted(here.iterdir())
    run = costguard("audit", "snapshot", *arguments)
    assert is_one_sentence(run), run
    assert says in run.err
    assert sorted(here.iterdir()) == before
    assert list(temporary.iterdir()) == []


def test_a_report_that_has_nowhere_to_go_is_told_before_anything_is_read_or_recorded(here, costguard):
    run = costguard(
        "audit", "snapshot", "inventory.ndjson", "--history", "kept", "-o", "csv=a.csv", "-o", "json=nowhere/a.json"
    )
    assert is_one_sentence(run)
    assert sorted(path.name for path in here.iterdir()) == ["costguard.yaml", "inventory.ndjson"]


def test_a_policy_that_does_not_load_says_where(here, costguard):
    (here / "costguard.yaml").write_text(owner_policy().replace("require_tags", "require_tagz"))
    run = costguard("audit", "snapshot", "inventory.ndjson", "--history", "kept")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("costguard.yaml:")
    assert "did you mean `require_tags`" in run.err
    assert not (here / "kept").exists()


def test_a_policy_without_rules_for_audits_says_that_nothing_was_judged(here, costguard):
    (here / "costguard.yaml").write_text(owner_policy().replace("audit: report", "audit: none"))
    run = costguard("audit", "snapshot", "inventory.ndjson")
    assert run.code == 0
    assert "no rule of the policy reports in an audit" in " ".join(run.out.split())


@pytest.mark.usefixtures("here")
def test_nothing_is_left_in_the_temporary_folder(temporary, costguard):
    costguard("audit", "snapshot", "-", "-o", "json=a.json", "--history", "kept", stdin=ndjson(volume("vol-bare")))
    assert list(temporary.iterdir()) == []


def test_parquet_goes_to_standard_output_as_bytes(here):
    command = [sys.executable, "-m", "costguard", "audit", "snapshot", "inventory.ndjson", "-f", "parquet"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60, env=dict(os.environ))
    (here / "a.parquet").write_bytes(done.stdout)
    assert (done.returncode, done.stderr) == (1, b"")
    assert pq.read_table(here / "a.parquet").column("code").to_pylist() == ["missing"]


@pytest.mark.usefixtures("here")
def test_a_reader_who_leaves_early_gets_no_traceback():
    command = f"{sys.executable} -m costguard audit snapshot {EXAMPLE} -f csv | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert TRACEBACK not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_an_empty_variable_is_no_history(here, costguard, monkeypatch):
    monkeypatch.setenv("COSTGUARD_HISTORY", "")
    before = sorted(here.iterdir())
    assert costguard("audit", "snapshot", "inventory.ndjson").code == 1
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize("name", ["snapshot", "aws", "azure", "gcp"])
def test_help_tells_the_options_and_an_example_without_any_cloud(costguard, name):
    run = costguard("audit", name, "--help")
    assert (run.code, run.err) == (0, "")
    for said in ("--policy", "--require-complete", "--fail-on", "--history", "Examples:", f"costguard audit {name}"):
        assert said in run.out


def test_the_group_names_its_commands(costguard):
    run = costguard("audit", "--help")
    named = run.out.partition("Commands:")[2].partition("Examples:")[0].splitlines()
    assert run.code == 0
    assert [line.split()[0] for line in named if line.strip()] == ["aws", "azure", "gcp", "snapshot"]


@pytest.mark.parametrize("target", ["inventory.ndjson", "./inventory.ndjson", "costguard.yaml"])
def test_a_report_never_takes_the_place_of_what_is_read(costguard, here, target):
    before = (here / target).read_text()
    run = costguard("audit", "snapshot", "inventory.ndjson", "--policy", "costguard.yaml", "-o", f"json={target}")
    assert (run.code, run.out) == (2, "")
    assert "would overwrite" in run.err
    assert (here / target).read_text() == before
