"""`costguard check`: what it prints, what it writes, and how it exits."""

import json
import os
import threading
from pathlib import Path

import jsonschema
import pytest
from cli_samples import GOOD, SHARED, WEBSHOP, change, plan_text, policy_text

from costguard.reports.json_report import report_schema
from costguard.reports.registry import formats

pytestmark = pytest.mark.usefixtures("folder")


def names():
    """What lies in the working folder."""
    return sorted(path.name for path in Path.cwd().iterdir())


def report(run):
    found = json.loads(run.out)
    jsonschema.validate(found, report_schema())
    return found


@pytest.mark.parametrize(
    ("level", "tags", "outcome", "code"),
    [
        ("deny", GOOD, "pass", 0),
        ("advise", None, "advise", 0),
        ("deny", None, "deny", 1),
        ("require_approval", None, "approval", 3),
        ("none", None, "pass", 0),
    ],
)
def test_the_exit_code_tells_the_outcome(folder, costguard, level, tags, outcome, code):
    (folder / "costguard.yaml").write_text(policy_text(level))
    (folder / "plan.json").write_text(plan_text(change(tags=tags)))
    run = costguard("check", "plan.json", "--format", "json")
    assert (report(run)["outcome"], run.code, run.err) == (outcome, code, "")


@pytest.mark.parametrize("name", formats())
def test_every_format_prints_to_standard_output_and_nothing_else(costguard, name):
    run = costguard("check", "plan.json", "--format", name)
    assert (run.code, run.err) == (0 if name == "atlantis" else 1, "")
    assert "aws_s3_bucket" in run.out
    assert "\x1b" not in run.out


def test_the_help_names_every_format(costguard):
    text = costguard("check", "--help").out
    assert [name for name in formats() if name not in text] == []


def test_without_a_format_the_terminal_report_is_printed(costguard):
    assert costguard("check", "plan.json") == costguard("check", "plan.json", "--format", "terminal")


class TestOutputs:
    """Several reports at once."""

    def test_files_are_written_beside_the_terminal_report(self, folder, costguard):
        run = costguard("check", "plan.json", "-o", "json=a.json", "-o", "sarif=b.sarif")
        assert "DENIED" in run.out
        assert json.loads((folder / "a.json").read_text())["outcome"] == "deny"
        assert json.loads((folder / "b.sarif").read_text())["version"] == "2.1.0"

    def test_a_file_holds_the_bytes_that_standard_output_would(self, folder, costguard):
        printed = costguard("check", "plan.json", "-f", "json").out
        costguard("check", "plan.json", "-o", "json=a.json")
        assert (folder / "a.json").read_bytes().decode() == printed

    def test_a_report_can_go_to_standard_output_in_place_of_the_terminals(self, costguard):
        assert costguard("check", "plan.json", "-o", "json=-") == costguard("check", "plan.json", "-f", "json")

    @pytest.mark.parametrize(
        ("options", "where"),
        [
            (["-f", "json", "-o", "markdown=-"], "standard output"),
            (["-o", "json=a", "-o", "sarif=./a"], "a"),
        ],
    )
    def test_two_reports_in_one_place_are_refused(self, costguard, options, where):
        run = costguard("check", "plan.json", *options)
        assert (run.code, run.out) == (2, "")
        assert run.err == (f"costguard: two reports cannot both go to {where}; give each --output its own path\n")

    @pytest.mark.parametrize("path", ["nowhere/a.json", "."])
    def test_a_path_that_cannot_be_written_is_an_error_that_names_it(self, costguard, path):
        before = names()
        run = costguard("check", "plan.json", "-o", f"json={path}")
        assert run.code == 2
        assert run.err.startswith(f"costguard: cannot write {path}: ")
        assert run.err.endswith("; give --output a path that can be written\n")
        assert names() == before

    def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(self, folder, costguard):
        (folder / "a.json").write_text("x" * 1_000_000)
        costguard("check", "plan.json", "-o", "json=a.json")
        assert json.loads((folder / "a.json").read_text())
        assert names() == ["a.json", "costguard.yaml", "plan.json"]

    def test_a_link_stays_a_link(self, folder, costguard):
        (folder / "link.json").symlink_to("real.json")
        costguard("check", "plan.json", "-o", "json=link.json")
        assert (folder / "link.json").is_symlink()
        assert json.loads((folder / "real.json").read_text())

    def test_a_pipe_is_written_to_and_not_replaced(self, folder, costguard):
        os.mkfifo(folder / "pipe")
        received = []
        reader = threading.Thread(target=lambda: received.append((folder / "pipe").read_text()))
        reader.start()
        costguard("check", "plan.json", "-o", "json=pipe")
        reader.join(timeout=10)
        assert json.loads(received[0])["outcome"] == "deny"
        assert (folder / "pipe").is_fifo()

    @pytest.mark.parametrize("written", ["json", "=a", "json="])
    def test_an_output_without_a_format_or_a_path_is_explained(self, costguard, written):
        run = costguard("check", "plan.json", "-o", written)
        assert run.code == 2
        assert "--output takes FORMAT=PATH, as in json=out.json" in run.err

    def test_an_unknown_format_names_the_one_meant(self, costguard):
        run = costguard("check", "plan.json", "-f", "serif")
        assert run.code == 2
        assert "there is no format `serif`; did you mean `sarif`?" in run.err


class TestPolicy:
    """Where the policy comes from."""

    @pytest.mark.parametrize("name", ["costguard.yaml", "costguard.yml", ".costguard/tags.yaml"])
    def test_the_folders_own_policy_is_found(self, folder, costguard, name):
        (folder / "costguard.yaml").unlink()
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(policy_text())
        assert report(costguard("check", "plan.json", "-f", "json"))["policy"]["files"] == [name]

    def test_without_any_policy_every_way_to_one_is_named(self, folder, costguard):
        (folder / "costguard.yaml").unlink()
        run = costguard("check", "plan.json")
        assert (run.code, run.out) == (2, "")
        for way in ("--policy PATH", "--policy pack:", "--require-tags", "costguard init"):
            assert way in run.err

    def test_several_policies_are_combined(self, folder, costguard):
        (folder / "more.yaml").write_text(
            "rules:\n  - id: no-logs\n    applies_to: {types: [aws_s3_bucket]}\n    require_tags: ['tag:Team']\n"
        )
        run = costguard("check", "plan.json", "-p", "costguard.yaml", "-p", "more.yaml", "-f", "json")
        assert {each["rule"] for each in report(run)["findings"]} == {"required-tags", "no-logs"}

    @pytest.fixture
    def pack(self, folder, monkeypatch):
        """A pack named `tagging`, whatever packs this checkout has."""
        (folder / "tagging").mkdir()
        (folder / "costguard.yaml").rename(folder / "tagging" / "policy.yaml")
        monkeypatch.setattr("costguard.cli.options.pack_folders", lambda: {"tagging": folder / "tagging"})

    @pytest.mark.usefixtures("pack")
    def test_a_pack_is_a_policy_by_name(self, costguard):
        run = costguard("check", "plan.json", "-p", "pack:tagging", "-f", "json")
        assert {each["rule"] for each in report(run)["findings"]} == {"required-tags"}

    @pytest.mark.usefixtures("pack")
    def test_an_unknown_pack_names_the_one_meant_and_those_there_are(self, costguard):
        run = costguard("check", "plan.json", "-p", "pack:taging")
        assert (run.code, run.out) == (2, "")
        assert run.err == "costguard: there is no pack `taging`; did you mean `tagging`? (packs: tagging)\n"

    def test_tag_keys_alone_are_a_policy(self, folder, costguard):
        (folder / "costguard.yaml").unlink()
        run = costguard("check", "plan.json", "--require-tags", "Team,Owner", "-f", "json")
        assert run.code == 1
        assert [(each["code"], each["key"]) for each in report(run)["findings"]] == [
            ("missing", "Owner"),
            ("missing", "Team"),
        ]

    def test_tag_keys_and_a_policy_together_are_refused(self, costguard):
        run = costguard("check", "plan.json", "--require-tags", "Team", "-p", "costguard.yaml")
        assert (run.code, run.out) == (2, "")
        assert "--require-tags stands in for a policy" in run.err

    def test_a_policy_with_mistakes_shows_each_with_its_place_and_their_number(self, folder, costguard):
        (folder / "costguard.yaml").write_text(policy_text().replace("[owner,", "[ownr,").replace("why:", "wy:"))
        run = costguard("check", "plan.json")
        *problems, last = run.err.splitlines()
        assert (run.code, run.out) == (2, "")
        assert [line.partition(": ")[0] for line in problems] == ["costguard.yaml:8:5", "costguard.yaml:10:20"]
        assert last == "costguard: the policy does not load: 2 problems"


class TestInput:
    """What is judged."""

    def test_standard_input_is_a_plan_like_any_other(self, folder, costguard):
        run = costguard("check", "-", "-f", "json", stdin=(folder / "plan.json").read_text())
        assert run.code == 1
        assert report(run)["summary"]["violations"] == 2

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (None, "nowhere.json"),
            ("", "is empty"),
            ("{", "JSON"),
            ('{"format_version": "1.2", "errored": true, "resource_changes": []}', "plan that failed"),
        ],
    )
    def test_what_cannot_be_judged_is_bad_input_and_never_a_pass(self, folder, costguard, content, words):
        if content is not None:
            (folder / "nowhere.json").write_text(content)
        run = costguard("check", "nowhere.json")
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith("costguard: ")
        assert words in run.err
        assert run.err.count("\n") == 1

    def test_debt_is_shown_on_request_and_never_blocks(self, folder, costguard):
        (folder / "plan.json").write_text(plan_text(change(actions=["no-op"])))
        hidden, shown = costguard("check", "plan.json"), costguard("check", "plan.json", "--show-debt")
        assert (hidden.code, shown.code) == (0, 0)
        assert "aws_s3_bucket.logs" not in hidden.out
        assert "aws_s3_bucket.logs" in shown.out

    def test_what_an_update_had_wrong_already_is_debt_on_request(self, folder, costguard):
        old = change(actions=["update"], before={"tags": None, "tags_all": {}})
        (folder / "plan.json").write_text(plan_text(old))
        assert costguard("check", "plan.json").code == 1
        assert costguard("check", "plan.json", "--new-only").code == 0

    def test_findings_point_at_the_root_modules_lines_on_request(self, folder, costguard):
        (folder / "main.tf").write_text('\nresource "aws_s3_bucket" "logs" {\n}\n')
        run = costguard("check", "plan.json", "--terraform-dir", ".", "-f", "json")
        assert {(each["location"]["file"], each["location"]["line"]) for each in report(run)["findings"]} == {
            ("main.tf", 2)
        }

    @pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "01.11.2026"])
    def test_a_day_that_is_none_is_refused(self, costguard, day):
        run = costguard("check", "plan.json", "--today", day)
        assert run.code == 2
        assert f"`{day}` is no day; write it as YYYY-MM-DD" in run.err

    def test_the_day_decides_which_waivers_live(self, folder, costguard):
        waiver = (
            "waivers:\n  - {rule: required-tags, resources: ['*'], reason: r, ticket: T-1, approved_by: ann, "
            "expires: 2026-12-31}\n"
        )
        (folder / "costguard.yaml").write_text(policy_text() + waiver)
        assert costguard("check", "plan.json", "--today", "2026-12-31").code == 0
        assert costguard("check", "plan.json", "--today", "2027-01-01").code == 1


def test_the_example_is_judged_as_its_policy_asks(costguard):
    run = costguard("check", WEBSHOP / "plan.json", "-p", WEBSHOP / "policy.yaml", "-f", "json")
    found = report(run)
    assert (run.code, found["outcome"]) == (0, "advise")
    assert {each["code"] for each in found["findings"]} == {
        "empty",
        "forbidden",
        "invalid",
        "misspelled",
        "missing",
        "unknown",
    }


@pytest.mark.skipif(not (SHARED / "policy.yaml").is_file(), reason="the shared plans are not beside this checkout")
@pytest.mark.parametrize("name", ["second_plan", "default_tags", "unknown_values", "forget_and_read"])
def test_a_real_plan_gives_a_valid_report_under_the_contract_policy(costguard, name):
    for plan in sorted((SHARED / "plans" / "made" / name).glob("*.json")):
        run = costguard("check", plan, "-p", SHARED / "policy.yaml", "-f", "json", "--today", "2026-11-01")
        assert run.code in (0, 1, 3), run.err
        assert report(run)["input"]["path"] == str(plan)


class TestRegion:
    """The region of providers that take it from their environment is an argument."""

    @pytest.fixture(autouse=True)
    def regions(self, folder):
        (folder / "costguard.yaml").write_text(
            "rules:\n  - id: regions\n    require: {region: {one_of: [eu-west-1]}}\n"
        )

    def test_without_it_the_region_is_undecided(self, costguard):
        assert report(costguard("check", "plan.json", "-f", "json"))["summary"]["undecided"] == 1

    def test_with_it_the_region_is_judged(self, costguard):
        assert costguard("check", "plan.json", "--region", "aws=eu-west-1").code == 0
        assert costguard("check", "plan.json", "--region", "aws=us-east-1").code == 1

    @pytest.mark.parametrize("value", ["eu-west-1", "aws=", "azure=westeurope", "=eu-west-1"])
    def test_anything_else_is_refused(self, costguard, value):
        run = costguard("check", "plan.json", "--region", value)
        assert run.code == 2
        assert "is not CLOUD=REGION; write aws=eu-west-1 or gcp=europe-west1" in " ".join(run.err.split())

    def test_a_cloud_is_named_once(self, costguard):
        run = costguard("check", "plan.json", "--region", "aws=eu-west-1", "--region", "aws=us-east-1")
        assert (run.code, "aws is given twice" in run.err) == (2, True)
