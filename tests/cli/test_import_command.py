"""`costguard import`: a draft on standard output or in a new file, and what to look at on standard error."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("folder")
TAGS = {
    "tags": {
        "costcenter": {
            "tag_key": {"@@assign": "CostCenter"},
            "tag_value": {"@@assign": ["CC-*"]},
            "report_required_tag_for": {"@@assign": ["ec2:ALL_SUPPORTED"]},
        }
    }
}
AZURE = {"policyRule": {"if": {"field": "tags['costCenter']", "exists": "false"}, "then": {"effect": "audit"}}}
DAY = ("--today", "2026-11-22")


@pytest.fixture
def files(folder):
    """Two documents that agree."""
    (folder / "tags.json").write_text(json.dumps(TAGS))
    (folder / "azure.json").write_text(json.dumps(AZURE))
    return ("tags.json", "azure.json")


def test_the_draft_goes_to_standard_output_and_the_count_to_standard_error(files, costguard):
    run = costguard("import", *files, *DAY)
    assert (run.code, run.err) == (0, "1 dimension drafted, 1 of them required; 0 remarks to look at\n")
    assert run.out.endswith(
        "version: 1\n"
        "\n"
        "taxonomy:\n"
        "  cost_center:\n"
        "    # tags.json, tag `costcenter`: requires `CostCenter`; allows like `CC-*`; required is reported for\n"
        "    #   `ec2:ALL_SUPPORTED`\n"
        "    # azure.json: requires `costCenter`\n"
        "    title: Cost center\n"
        "    key: {aws: CostCenter, azure: costCenter}\n"
        "    values:\n"
        '      like: ["CC-*"]\n'
        "\n"
        "# Nothing is denied yet: turn `advise` and `audit` into `deny` once findings are few.\n"
        "rules:\n"
        "  - id: required-tags\n"
        "    title: Every resource carries the tags that the documents require\n"
        "    applies_to: {taggable: true}\n"
        "    require_tags: [cost_center]\n"
        "    effect: {plan: advise, audit: report, cloud: audit}\n"
    )


def test_a_draft_in_a_file_lints_clean_and_checks_a_plan(files, costguard):
    run = costguard("import", *files, "--out", "draft.yaml", *DAY)
    assert (run.code, run.out) == (0, "")
    assert run.err.endswith("; wrote draft.yaml, next: `costguard lint draft.yaml`\n")
    assert costguard("lint", "draft.yaml", *DAY) == (0, "clean: 1 rule, 1 dimension, 0 waivers in 1 file\n", "")
    assert "CostCenter" in costguard("check", "plan.json", "-p", "draft.yaml", *DAY).out


def test_a_file_that_exists_is_never_overwritten(files, folder, costguard):
    before = (folder / "costguard.yaml").read_text()
    run = costguard("import", *files, "--out", "costguard.yaml")
    assert (run.code, run.out) == (2, "")
    assert run.err == "costguard: costguard.yaml exists already; nothing was written. Give --out another path\n"
    assert (folder / "costguard.yaml").read_text() == before


def test_a_path_that_cannot_be_written_is_named(files, costguard):
    run = costguard("import", *files, "--out", "none/draft.yaml")
    assert (run.code, run.out) == (2, "")
    assert run.err == "costguard: cannot write none/draft.yaml: No such file or directory; give --out another path\n"


def test_what_was_not_understood_is_a_numbered_list_here_and_in_the_draft(folder, files, costguard):
    (folder / "odd.json").write_text('{"tags": {"a": {"tag_colour": "red"}}, "extra": 1}')
    run = costguard("import", *files, "odd.json", *DAY)
    assert run.code == 0
    lines = run.err.splitlines()
    assert lines[:2] == [
        "1. odd.json: `extra`: a tag policy has `tags` only; it is not read",
        "2. odd.json, tag `a`: `tag_colour`: no element of a tag policy has this name; it is not read",
    ]
    for line in lines[:2]:
        assert f"#   {line}\n" in run.out


@pytest.mark.parametrize("text", ["", "{", "5", '{"a": 1}', "[" * 9_999, '{"tags": {}, "tags": 1}', "tags: [\n"])
def test_bad_input_is_one_sentence_and_nothing_is_written(folder, costguard, text):
    (folder / "bad.json").write_text(text)
    run = costguard("import", "bad.json", "--out", "draft.yaml")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("costguard: ")
    assert run.err.count("\n") == 1
    assert not (folder / "draft.yaml").exists()


def test_without_a_file_it_says_what_is_missing(costguard):
    run = costguard("import")
    assert (run.code, run.out) == (2, "")
    assert "Missing argument 'FILE...'" in run.err


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\u202e", "\n::error::pwned"])
def test_a_hostile_text_is_shown_harmless(folder, costguard, hostile):
    (folder / "a.json").write_text(json.dumps({"tags": {"owner": {hostile: 1, "tag_value": [hostile]}}}))
    run = costguard("import", "a.json", *DAY)
    assert run.code == 0
    assert hostile not in run.out + run.err
