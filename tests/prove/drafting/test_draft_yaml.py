"""The draft as text: a policy that costguard itself loads and finds clean, whatever the documents held."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from costguard.languages.language import azure_like, azure_match, exactly, glob
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator
from costguard.model.errors import BadInput
from costguard.policy.lint import lint
from costguard.policy.load import load
from costguard.policy.policy_set import CloudEffect, PolicySet
from costguard.prove.drafting.draft import draft
from costguard.prove.drafting.draft_yaml import draft_yaml, numbered
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark
from costguard.prove.drafting.read_files import read_files

SAMPLES = Path(__file__).parent / "samples"
GOLDEN = SAMPLES / "expected" / "costguard.yaml"
FILES = (
    "tag_policy.json",
    "effective_tag_policy.json",
    "scp.json",
    "azure_definitions.json",
    "azure_initiative.json",
    "azure_assignments.yaml",
)
TODAY = date(2026, 11, 22)


@pytest.fixture
def sample(monkeypatch) -> str:
    """The draft of the samples."""
    monkeypatch.chdir(SAMPLES)
    return draft_yaml(draft(read_files(FILES), FILES, TODAY))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A text as the policy that it is."""
    file = tmp_path_factory.mktemp("draft") / "costguard.yaml"

    def read(text: str) -> PolicySet:
        file.write_text(text, encoding="utf-8")
        return load([file], TODAY)

    return read


def test_the_samples_give_the_draft_that_lies_beside_them(sample):
    assert sample == GOLDEN.read_text(encoding="utf-8")


def test_the_draft_of_the_samples_loads_and_is_clean(sample, loaded):
    policy = loaded(sample)
    assert lint(policy) == ()
    required = next(rule for rule in policy.rules if rule.id == "required-tags")
    assert [dimension.name for dimension in required.tags] == [
        "cost_center", "environment", "owner", "product", "project_code"
    ]  # fmt: skip
    assert {rule.effect.cloud for rule in policy.rules} == {CloudEffect.AUDIT}


def test_a_key_that_differs_by_cloud_is_written_for_each(sample, loaded):
    keys = loaded(sample).taxonomy["cost_center"].subject.keys
    assert keys == {Cloud.AWS: "CostCenter", Cloud.AZURE: "costCenter", Cloud.GCP: "cost_center"}


def test_an_azure_match_becomes_a_pattern(sample, loaded):
    test = loaded(sample).taxonomy["project_code"].accepts[Cloud.AZURE]
    assert (test.operator, test.operands) == (Operator.PATTERN, ("[A-Za-z][A-Za-z]-[0-9][0-9][0-9].x",))


def test_a_tag_that_nobody_requires_is_asked_to_be_right_where_it_is_there(sample, loaded):
    rule = next(rule for rule in loaded(sample).rules if rule.id == "stage-values")
    assert [dimension.name for dimension in rule.tags] == ["stage"]
    assert rule.when is not None


def test_the_same_documents_give_the_same_bytes(sample, monkeypatch):
    monkeypatch.chdir(SAMPLES)
    assert draft_yaml(draft(read_files(FILES), FILES, TODAY)) == sample


def test_lists_take_as_many_lines_as_they_need(loaded):
    values = tuple(exactly(f"CC-{number:03}") for number in range(60))
    mentions = [Mention(Cloud.AWS, "CostCenter", Place("a"), values=values)]
    mentions += [Mention(Cloud.AWS, f"SomeLongKeyOfATag{number}", Place("a"), is_required=True) for number in range(9)]
    text = draft_yaml(draft(Reading(tuple(mentions)), ("a",), TODAY))
    assert max(map(len, text.splitlines())) <= 110
    policy = loaded(text)
    assert policy.taxonomy["cost_center"].accepts[Cloud.AWS].operands == tuple(value.text for value in values)
    assert len(policy.rules[0].tags) == 9


def test_of_many_parts_the_first_are_shown(loaded):
    mentions = tuple(Mention(Cloud.AWS, "Owner", Place(f"{number}.json")) for number in range(11))
    text = draft_yaml(draft(Reading(mentions), ("a",), TODAY))
    assert "    # 7.json: names `Owner`\n    # and 3 more parts of the documents\n" in text
    assert list(loaded(text).taxonomy) == ["owner"]


def test_a_second_spelling_is_accepted_for_a_year(loaded):
    mentions = tuple(Mention(Cloud.AWS, key, Place("a"), is_spelled=True) for key in ("CostCenter", "cost-center"))
    policy = loaded(draft_yaml(draft(Reading(mentions), ("a",), TODAY)))
    alias = policy.taxonomy["cost_center"].aliases[0]
    assert (alias.key, alias.until) == ("cost-center", date(2027, 11, 22))


@pytest.mark.parametrize("hostile", ["\nrules: 5", "\r\nx: y", "\u2028x", "\x1b[2J", "\x85", "# *a &b"])
def test_no_text_of_a_document_leaves_its_comment(loaded, hostile):
    remark = Remark(Place(hostile), hostile, hostile)
    mention = Mention(Cloud.AWS, "Owner", Place(hostile, hostile), scope=hostile)
    result = draft(Reading((mention,), (remark,)), (hostile,), TODAY)
    policy = loaded(draft_yaml(result))
    assert (list(policy.taxonomy), len(policy.rules)) == (["owner"], 1)
    assert all(line.isprintable() for line in numbered(result))


PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)
KEYS = st.one_of(
    PRINTABLE,
    st.sampled_from(["Owner", "owner", "cost-center", "CostCenter", "region", "null", "True", "yes", "007", "a: b"]),
)
VALUES = st.one_of(
    PRINTABLE.map(exactly),
    PRINTABLE.map(glob),
    PRINTABLE.map(azure_match),
    PRINTABLE.filter(lambda text: text.count("*") < 2).map(azure_like),
    st.sampled_from(["prod", "Prod", "no", "~", "0100", "x" * 70, "y" * 300]).map(exactly),
)
MENTIONS = st.builds(
    Mention,
    cloud=st.sampled_from([Cloud.AWS, Cloud.AZURE]),
    key=KEYS,
    place=st.builds(Place, PRINTABLE, PRINTABLE),
    is_required=st.booleans(),
    values=st.one_of(st.none(), st.lists(VALUES, max_size=4).map(tuple)),
    is_spelled=st.booleans(),
    scope=st.text(max_size=20),
)


@given(st.lists(MENTIONS, min_size=1, max_size=6))
@example([Mention(Cloud.AWS, "Null", Place("a"), is_required=True), Mention(Cloud.AWS, "true", Place("a"))])
def test_whatever_documents_say_the_draft_loads_and_is_clean(loaded, mentions):
    result = draft(Reading(tuple(mentions)), ("a.json",), TODAY)
    if not result.dimensions:
        return
    policy = loaded(draft_yaml(result))
    assert [problem.message for problem in lint(policy)] == []
    assert list(policy.taxonomy) == [dimension.name for dimension in result.dimensions]


def test_what_cannot_be_held_at_all_is_no_draft(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text('{"tags": {}}')
    with pytest.raises(BadInput, match="nothing here says anything of a tag"):
        read_files(["a.json"])
