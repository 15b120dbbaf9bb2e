"""What is emitted for Google Cloud is read back as the rule says it, and CEL engines agree, request by request."""

import re
import string
from pathlib import Path

import pytest
from google_judges import (
    asked,
    assert_exact,
    celpy,
    emitted,
    engine_denies,
    formula_holds,
    google,
    requests,
    resource_of,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from costguard.emit.options import EmitOptions, Limits
from costguard.model.errors import BadInput, BadPolicy
from costguard.model.guardrail import DocumentKind
from costguard.policy.policy_set import CloudEffect
from costguard.prove.lower import formula_of

SAMPLE = emitted((Path(__file__).parents[2] / "emit" / "gcp" / "sample_policy.yaml").read_text())
QUESTIONS = asked(SAMPLE)
CONTRACT = Path(__file__).parents[4] / "shared" / "policy.yaml"
INSTANCES = "[google_compute_instance, google_compute_instance_from_template]"


def tagged(values, *, key="Environment", aliases="{}", limits=None):
    """The policy that an instance names its environment, with these values."""
    text = f"""
version: 1
taxonomy:
  environment: {{key: {key}, aliases: {aliases}, values: {values}}}
rules:
  - id: environment-is-named
    applies_to: {{types: {INSTANCES}}}
    require_tags: [environment]
    effect: {{cloud: deny}}
"""
    options = EmitOptions(limits=limits or Limits())
    return emitted(text, options), options


def assert_proved(bundle, judged=60):
    """Exact, with nothing misread, and judged alike by both engines."""
    found = asked(bundle)
    assert [denial.misread for question in found for denial in question.denials if denial.misread] == []
    assert_exact(found)
    for question in found:
        assert_engines_agree(bundle, question, judged)


def assert_engines_agree(bundle, question, most):
    for values in requests(question, most):
        labels = question.tags.tags_of(values)
        resource = resource_of(question.operation, labels, values)
        said = formula_holds(question.denied, values)
        for judge in (google, celpy):
            assert engine_denies(bundle.documents, question.operation, resource, judge) is said


def conditions(bundle):
    return [each.text for each in bundle.documents if each.kind is DocumentKind.GCP_CONSTRAINT]


def test_the_sample_policy_is_proved():
    assert [denial.misread for question in QUESTIONS for denial in question.denials if denial.misread] == []
    assert_exact(_said(SAMPLE, QUESTIONS))


@pytest.mark.parametrize(
    "question",
    [each for each in QUESTIONS if any(denial.name.startswith("custom.") for denial in each.denials)],
    ids=lambda question: f"{question.operation} {question.demands[0].effect}",
)
def test_engines_agree_on_every_kind_of_request_to_the_sample(question):
    custom = [denial for denial in question.denials if denial.name.startswith("custom.")]
    live = question.demands[0].effect is CloudEffect.DENY
    for values in requests(question, 200):
        resource = resource_of(question.operation, question.tags.tags_of(values), values)
        said = live and any(formula_holds(denial.formula, values) for denial in custom)
        others = [each for each in SAMPLE.documents if live or each.rules == ("team-is-named",)]
        assert engine_denies(others, question.operation, resource) is said
        assert engine_denies(others, question.operation, resource, celpy) is said


@pytest.mark.skipif(not CONTRACT.exists(), reason="the contract's sample lies beside the repository")
def test_the_contracts_sample_is_proved():
    bundle = emitted(CONTRACT.read_text())
    assert_exact(_said(bundle, asked(bundle)))


def _said(bundle, found):
    """The questions of which nothing is declared to be a gap."""
    unsaid = {(gap.rule, operation) for gap in bundle.gaps for operation in gap.operations}
    return [each for each in found if not any((demand.rule, each.operation) in unsaid for demand in each.demands)]


@pytest.mark.parametrize(
    "values",
    [
        "{one_of: [Prod, Dev, 'QA 1', x_y-z]}",
        "{like: ['CC-*', 'ENG-???', '*-legacy', '*mid*', '?*x', 'a*b*c']}",
        "{like: ['*']}",
        "{pattern: 'CC-[0-9]{3}'}",
        "{pattern: '^(?:a|b)$|c'}",
        r"{pattern: '\Qa.b'}",
        r"{pattern: 'it''s|x\d+'}",
        "any",
    ],
)
def test_every_kind_of_value_is_said_exactly(values):
    bundle, _ = tagged(values)
    assert_proved(bundle)


def test_aliases_are_said_exactly():
    bundle, _ = tagged("{like: ['CC-*']}", aliases="{env: 2027-06-30, old-env: 2025-01-01, Env-2: 2027-06-30}")
    assert_proved(bundle, judged=150)


def test_a_long_list_is_parted_by_how_values_begin_and_proved():
    values = ", ".join(f"{place * 7919 % 100_003:05d}-{place:04d}" for place in range(1, 400))
    bundle, _ = tagged(f"{{one_of: [{values}]}}")
    assert len(conditions(bundle)) > 5
    assert_exact(asked(bundle))


def test_values_that_share_their_form_are_one_short_pattern():
    values = ", ".join(f"CC-{place}" for place in range(100, 1000))
    bundle, _ = tagged(f"{{one_of: [{values}]}}")
    (constraint,) = conditions(bundle)
    assert "matches('^cc-[1-9][0-9][0-9]$')" in constraint
    assert_exact(asked(bundle))


def test_a_rule_that_needs_more_constraints_than_a_type_takes_is_refused_by_name():
    values = ", ".join(f"v{pow(place, 29, 10**45 + 9):045d}" for place in range(1, 700))
    with pytest.raises(BadInput) as refused:
        tagged(f"{{one_of: [{values}]}}")
    assert re.sub("[0-9]{2}", "NN", str(refused.value)) == (
        "the policy needs NN custom constraints on `compute.googleapis.com/Instance`, and a type takes NN; the rule "
        "`environment-is-named` takes most, NN: ask for fewer tags or fewer and shorter values (`like`), narrow its "
        "`applies_to`, or give it `cloud: none`"
    )


def test_a_test_that_fits_into_no_condition_is_refused_by_name():
    long = "a".join("b" * 50 for _ in range(30))
    with pytest.raises(BadInput) as refused:
        tagged(f"{{pattern: '{long}'}}")
    assert str(refused.value).startswith(
        "the rule `environment-is-named` does not fit into a custom constraint on `compute.googleapis.com/Instance`: "
        "one of its tests takes 1,"
    )
    assert "and a condition 1,000; say its values with fewer and shorter globs (`like`)" in str(refused.value)


ATTRIBUTES = {
    "machine types": ("google_compute_instance", "instance_type", "{one_of: [e2-small, n2-standard-4, m7g.large]}"),
    "machine type globs": ("google_compute_instance", "instance_type", "{like: ['e2-*', '*-standard-?', '*highmem*']}"),
    "machine type patterns": ("google_compute_instance", "instance_type", "{pattern: '^(?:e2|n2)-.*$'}"),
    "no machine types": ("google_compute_instance", "instance_type", "{none_of: [a2-highgpu-1g]}"),
    "another cloud's machine types": ("google_compute_instance", "instance_type", "{one_of: [m7g.large]}"),
    "disk types": ("google_compute_disk", "volume_type", "{one_of: [pd-standard, pd-balanced]}"),
    "at most": ("google_compute_disk", "size_gb", "{at_most: 100}"),
    "at most a fraction": ("google_compute_disk", "size_gb", "{at_most: 100.5}"),
    "at least": ("google_compute_disk", "size_gb", "{at_least: 10}"),
    "at least a fraction": ("google_compute_disk", "size_gb", "{at_least: 10.5}"),
    "some numbers": ("google_compute_disk", "size_gb", "{one_of: [10, 20]}"),
    "no numbers": ("google_compute_disk", "size_gb", "{none_of: [10, 20]}"),
    "a flag": ("google_container_node_pool", "spot", "{one_of: [true]}"),
    "no flag": ("google_container_node_pool", "spot", "{none_of: [true]}"),
    "either flag": ("google_container_node_pool", "spot", "{one_of: [true, false]}"),
    "plain names": ("google_container_node_pool", "instance_type", "{like: ['e2-*']}"),
    "a nested field": ("google_sql_database_instance", "engine_version", "{like: ['POSTGRES_1?']}"),
}


@pytest.mark.parametrize("word", ["require", "forbid"])
@pytest.mark.parametrize("named", ATTRIBUTES)
def test_every_kind_of_attribute_is_said_exactly(named, word):
    kind, attribute, test = ATTRIBUTES[named]
    bundle = emitted(f"""
version: 1
rules:
  - id: asked
    applies_to: {{types: [{kind}]}}
    {word}: {{{attribute}: {test}}}
    effect: {{cloud: deny}}
""")
    assert [demand.reasons for demand in bundle.demands] == [()] * len(bundle.demands)
    assert_proved(bundle)


def test_many_machine_types_are_parted_and_proved():
    names = ", ".join(f"n{place}-{'abcdefgh'[place % 8]}x{place * 37 % 101}-{place}" for place in range(200))
    bundle = emitted(f"""
version: 1
rules:
  - id: asked
    applies_to: {{types: {INSTANCES}}}
    when: {{any: [{{"tag:stage": {{one_of: [dev]}}}}, {{"tag:tier": {{one_of: [low]}}}}]}}
    require: {{instance_type: {{one_of: [{names}]}}}}
    effect: {{cloud: deny}}
""")
    assert len(conditions(bundle)) > 2
    assert_exact(asked(bundle))


def test_a_pattern_that_points_into_a_url_is_a_gap():
    bundle = emitted("""
version: 1
rules:
  - id: asked
    applies_to: {types: [google_compute_instance]}
    require: {instance_type: {pattern: "^e2-.*|n2$"}}
    effect: {cloud: deny}
""")
    assert (bundle.documents, [gap.reason for gap in bundle.gaps]) == (
        (),
        ["`instance_type` is a URL there, and its pattern cannot stand inside one: leave out its `^` and `$`"],
    )


def test_several_rules_about_places_leave_what_all_of_them_allow():
    rule = "\n  - id: {}\n    require: {{region: {}}}\n    effect: {{cloud: {}}}"
    text = "version: 1\nrules:" + "".join(
        rule.format(*each)
        for each in [
            ("one", "{one_of: [us-east1, us-central1, eu]}", "deny"),
            ("two", "{one_of: [us-central1, eu, eastus]}", "deny"),
            ("three", "{none_of: [us-central1, eastus]}", "deny"),
            ("four", "{one_of: [europe-west1]}", "audit"),
        ]
    )
    bundle = emitted(text)
    (document,) = bundle.documents
    assert (document.rules, document.text) == (
        ("one", "two", "three"),
        (
            "name: organizations/ORGANIZATION_ID/policies/gcp.resourceLocations\n"
            "spec:\n  rules:\n  - values:\n      allowedValues:\n      - eu\n"
        ),
    )
    assert any("takes no dry run" in gap.reason for gap in bundle.gaps if gap.rule == "four")
    unsaid = {operation for gap in bundle.gaps for operation in gap.operations}
    assert_exact(each for each in asked(bundle) if each.operation not in unsaid)


def test_rules_that_leave_no_place_together_are_refused():
    with pytest.raises(BadInput) as refused:
        emitted("""
version: 1
rules:
  - {id: one, require: {region: {one_of: [us-east1]}}, effect: {cloud: deny}}
  - {id: two, require: {region: {one_of: [us-west1]}}, effect: {cloud: deny}}
""")
    assert str(refused.value) == (
        "`one` and `two` leave no Google Cloud region together; let them share one, or narrow their `clouds`"
    )


def test_a_rule_that_names_no_place_of_googles_is_a_gap_and_denies_nothing():
    bundle = emitted("""
version: 1
rules: [{id: one, require: {region: {one_of: [us-east-1]}}, effect: {cloud: deny}}]
""")
    assert bundle.documents == ()
    assert (
        "its list names no Google Cloud region, so that none at all would be left; add one, or narrow its `clouds`"
        in [gap.reason for gap in bundle.gaps]
    )


def test_a_rule_about_the_places_of_some_types_is_a_gap():
    bundle = emitted("""
version: 1
rules: [{id: one, applies_to: {types: [google_compute_disk]}, require: {region: {one_of: [us-east1]}},
         effect: {cloud: deny}}]
""")
    (gap,) = bundle.gaps
    assert gap.reason.startswith("`gcp.resourceLocations` holds for every resource")


TEXT = st.text(alphabet="abcXYZ019-_ .", min_size=1, max_size=6).filter(lambda text: text == text.strip())
GLOB = st.text(alphabet="abX9-_*?", min_size=1, max_size=7)
SIGNS = "".join(sign for sign in string.printable[:95] if sign not in "*?")
HOSTILE = st.text(alphabet=SIGNS, min_size=1, max_size=8).filter(lambda text: text == text.strip())
VALUES = st.one_of(
    st.tuples(st.just("one_of"), st.lists(TEXT, min_size=1, max_size=12, unique=True)),
    st.tuples(st.just("like"), st.lists(GLOB, min_size=1, max_size=5, unique=True)),
)


def _quoted(values):
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"


@settings(max_examples=60)
@given(values=VALUES, room=st.integers(130, 500))
def test_any_taxonomy_is_proved_however_little_room_there_is(values, room):
    operator, operands = values
    limits = Limits(gcp_condition_characters=room, gcp_constraints_per_type=500)
    try:
        bundle, options = tagged(f"{{{operator}: {_quoted(operands)}}}", limits=limits)
    except (BadPolicy, BadInput):  # two values of one label, or no room at all
        assume(False)
    for text in conditions(bundle):
        assert len(text) < room + 700
    found = asked(bundle, options=options)
    assert_exact(found)
    for question in found:
        assert_engines_agree(bundle, question, 12)


@settings(max_examples=60)
@given(names=st.lists(HOSTILE, min_size=1, max_size=6, unique=True), holds=st.booleans())
def test_any_text_of_an_attribute_is_escaped_right(names, holds):
    bundle = emitted(f"""
version: 1
rules:
  - id: asked
    applies_to: {{types: [google_sql_database_instance]}}
    {"require" if holds else "forbid"}: {{engine_version: {{one_of: {_quoted(names)}}}}}
    effect: {{cloud: deny}}
""")
    assert_proved(bundle, judged=20)


@settings(max_examples=80)
@given(
    labels=st.dictionaries(
        st.sampled_from(["cost_center", "costcentre", "environment", "owner", "other"]),
        st.sampled_from(["", "cc-1", "eng-abc", "prod", "dev", "a1", "x" * 40]),
    ),
    machine=st.sampled_from(["e2-small", "n2-standard-4", "n2-standard-16", "c3-highcpu-8"]),
)
def test_engines_refuse_a_random_request_exactly_when_the_rules_do(labels, machine):
    cai = "compute.googleapis.com/Instance"
    (question,) = [each for each in QUESTIONS if each.operation == cai]
    url = f"zones/us-central1-a/machineTypes/{machine}"
    resource = resource_of(cai, labels, {"resource.machineType": url})
    values = {"resource.machineType": url, "location": "us-central1"}
    values |= {question.tags.spelling(key): key for key in labels}
    values |= {question.tags.value(key): value for key, value in labels.items()}
    meant = any(formula_holds(formula_of(demand.meant, question.tags), values) for demand in question.demands)
    assert engine_denies(SAMPLE.documents, cai, resource) is meant
