"""Approvals, trust and emergencies as a policy states them: whom they speak of, what counts, and how long."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from costguard.model.approval import EvidenceKind
from costguard.model.errors import BadPolicy
from costguard.model.finding import Level
from costguard.model.verdict import ApproverGroup
from costguard.policy.load import load
from costguard.policy.policy_set import BreakGlass, Excluded, Threshold, ThresholdKind, Trust

GROUPS = "groups: {finops: [ada, grace]}\n"
APPROVAL = "approvals:\n  - {{id: a, any: {{{}}}, require: [{{group: finops}}]{}}}\n"
UNPRICED = "unpriced: {above: 0}"
OWNED = "taxonomy: {owner: {values: any}, product: {values: any}}\n"


@pytest.fixture
def approval(load_text):
    return lambda more, thresholds=UNPRICED, head="": load_text(
        head + GROUPS + APPROVAL.format(thresholds, more)
    ).approvals[0]


def test_an_empty_exclude_lets_everybody_approve(approval):
    assert approval(", exclude: []").exclude == ()
    assert approval(", exclude: [triggerer]").exclude == (Excluded.TRIGGERER,)


def test_an_approval_may_speak_of_some_projects_only(approval):
    assert approval(", projects: ['prod-*', shop]").projects == ("prod-*", "shop")


def test_an_approval_may_only_advise_where_a_limit_is_left_open(approval):
    assert approval(", on_unknown: advise").on_unknown is Level.ADVISE
    assert approval(", on_unknown: require_approval").on_unknown is Level.APPROVAL


def test_an_approval_may_take_some_kinds_of_evidence_only(approval):
    assert approval(", evidence: [record, comment]").evidence == (EvidenceKind.RECORD, EvidenceKind.COMMENT)


@pytest.mark.parametrize("days", [7, 30])
def test_increases_over_days_are_summed_by_owner_where_there_are_owners(approval, days):
    kind, threshold = ThresholdKind(f"increase_over_{days}_days"), f"increase_over_{days}_days: {{above: 5}}"
    assert approval("", threshold, OWNED).thresholds == (Threshold(kind, Decimal(5), by="owner"),)
    assert approval("", threshold).thresholds == (Threshold(kind, Decimal(5), by=""),)


def test_increases_over_days_may_be_summed_by_another_dimension(approval):
    (threshold,) = approval("", "increase_over_7_days: {above: 5, by: product}", OWNED).thresholds
    assert threshold.by == "product"


@pytest.mark.parametrize(
    ("thresholds", "more", "fault"),
    [
        (
            "increase_over_7_days: {above: 5, by: prodct}",
            "",
            "4:56 unknown dimension `prodct`; did you mean `product`?",
        ),
        ("monthly_total: {above: 5, by: owner}", "", "4:45 unknown key `by` in a threshold; it takes `above`"),
        (
            UNPRICED,
            ", on_unknown: deny",
            "4:82 `on_unknown` takes `require_approval` or `advise`, but this is the text `deny`",
        ),
        (
            UNPRICED,
            ", evidence: [comments]",
            (
                "4:81 `evidence` takes `record` or `comment` or `review`, but this is the text `comments`; "
                "did you mean `comment`?"
            ),
        ),
        (UNPRICED, ", evidence: []", "4:80 `evidence` is empty; write at least one item, or remove it"),
        (
            UNPRICED,
            ", projects: ['a[bc]']",
            "4:81 `[` has no meaning in the glob `a[bc]`: `*` is any run, `?` one; list each choice apart",
        ),
    ],
)
def test_what_an_approval_cannot_mean_is_refused_in_its_place(faults_of, thresholds, more, fault):
    assert faults_of(OWNED + GROUPS + APPROVAL.format(thresholds, more)) == [fault]


@pytest.mark.parametrize("name", ["project-dimensions", "trusted-files", "post-review"])
def test_ids_of_costguards_own_rules_are_taken(faults_of, name):
    text = GROUPS + f"approvals: [{{id: {name}, any: {{{UNPRICED}}}, require: [{{group: finops}}]}}]"
    assert faults_of(text) == [f"2:18 the id `{name}` is of a rule of costguard's own; choose another"]


WAIVER = "waivers: [{{rule: {}, resources: ['*'], reason: r, ticket: T-1, approved_by: x, expires: 2027-01-01}}]"


def test_a_tag_that_contradicts_its_project_may_be_excused_and_an_edit_of_what_judges_may_not(load_text, faults_of):
    assert load_text(WAIVER.format("project-dimensions")).waivers[0].rule == "project-dimensions"
    assert faults_of(WAIVER.format("trusted-files")) == ["1:18 unknown rule `trusted-files`"]


def test_trust_says_who_owns_what_judges(load_text):
    text = GROUPS + "trust: {owners: [{group: finops, count: 2}], files: ['.github/workflows/*', CODEOWNERS]}"
    assert load_text(text).trust == Trust((ApproverGroup("finops", 2),), (".github/workflows/*", "CODEOWNERS"))
    assert load_text(GROUPS).trust == Trust()


def test_an_emergency_is_short_has_a_ticket_and_is_looked_at(load_text):
    found = load_text(GROUPS + "break_glass: {require: [{group: finops}]}").break_glass
    assert found == BreakGlass(
        (ApproverGroup("finops", 1),), timedelta(hours=4), needs_ticket=True, post_review=timedelta(days=2),
        location=found.location,
    )  # fmt: skip
    assert load_text(GROUPS).break_glass is None


def test_an_emergency_may_be_as_the_policy_says(load_text):
    text = "break_glass: {require: [{group: finops}], expires: 1h, ticket: optional, post_review: 12h}"
    found = load_text(GROUPS + text).break_glass
    assert (found.expires, found.needs_ticket, found.post_review) == (timedelta(hours=1), False, timedelta(hours=12))


def test_trust_and_emergencies_name_groups_that_are_there(faults_of):
    text = GROUPS + "trust: {owners: [{group: finop}]}\nbreak_glass: {require: [{group: fin}]}"
    assert faults_of(text) == [
        "2:26 unknown group `finop`; did you mean `finops`?",
        "3:33 unknown group `fin`; did you mean `finops`?",
    ]


@pytest.mark.parametrize(
    ("section", "body"), [("trust", "{owners: [{group: finops}]}"), ("break_glass", "{require: [{group: finops}]}")]
)
def test_a_policy_has_one_trust_and_one_emergency_over_all_its_files(tmp_path, section, body):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(f"{section}: {body}\n")
    (tmp_path / "c.yaml").write_text(GROUPS)
    with pytest.raises(BadPolicy) as refused:
        load([tmp_path], date(2026, 9, 1))
    (problem,) = refused.value.problems
    assert problem.location.file.endswith("b.yaml")
    first = f"{(tmp_path / 'a.yaml').as_posix()}:1:{len(section) + 3}"
    assert problem.message == f"`{section}` is already at {first}; one policy has one of them"
