"""Constraints and policies, anybody's, deny what Google documents that they deny; the rest is left open in words."""

import pytest
from google_judges import asked, difference, emitted

from costguard.emit.bundle import Emitted
from costguard.emit.options import EmitOptions
from costguard.model.errors import BadInput
from costguard.model.guardrail import Document, DocumentKind
from costguard.prove.formula import FALSE
from costguard.prove.gcp.read_constraints import questions

POLICY = """
version: 1
taxonomy:
  environment: {key: Environment, values: {one_of: [Prod, Dev]}}
rules:
  - id: environment-is-named
    applies_to: {types: [google_compute_instance, google_compute_instance_from_template]}
    require_tags: [environment]
    effect: {cloud: EFFECT}
"""
DENIED = POLICY.replace("EFFECT", "deny")
AUDITED = POLICY.replace("EFFECT", "audit")
GOOD = "'environment' in resource.labels && resource.labels['environment'] in ['prod', 'dev']"
ENFORCED = "spec: {rules: [{enforce: true}]}"


def documents(condition=GOOD, action="ALLOW", policy=ENFORCED, methods="[CREATE, UPDATE]", name="custom.x"):
    constraint = f"""
name: organizations/1/customConstraints/{name}
resourceTypes: [compute.googleapis.com/Instance]
methodTypes: {methods}
actionType: {action}
condition: >-
  {condition}
"""
    return _as_documents(constraint, f"name: folders/2/policies/{name}\n{policy}\n")


def _as_documents(*texts):
    return [Document(f"{place}.yaml", DocumentKind.GCP_POLICY, text) for place, text in enumerate(texts)]


def compared(found, text=DENIED, options=None):
    """The tags that leak, those that are blocked without a rule, and what was misread."""
    bundle = Emitted(demands=emitted(text).demands)
    (question,) = [each for each in asked(bundle, found, options) if each.demands]
    leak, over = difference(question, "rule"), difference(question, "documents")
    misread = [words for denial in question.denials for words in denial.misread]
    return leak and leak[0], over and over[0], misread


def test_allow_denies_what_its_condition_is_false_for():
    assert compared(documents()) == (None, None, [])


def test_deny_denies_what_its_condition_is_true_for():
    assert compared(documents(f"!({GOOD})", "DENY")) == (None, None, [])


def test_a_constraint_without_a_policy_denies_nothing():
    assert compared(documents()[:1]) == ({}, None, [])


@pytest.mark.parametrize(
    "policy",
    [
        "spec: {rules: [{enforce: false}]}",
        "spec: {reset: true}",
        "spec: {}",
        "dryRunSpec: {rules: [{enforce: true}]}",
    ],
)
def test_a_policy_that_does_not_enforce_denies_nothing(policy):
    assert compared(documents(policy=policy)) == ({}, None, [])


def test_a_dry_run_is_what_a_rule_that_audits_asks_for():
    assert compared(documents(policy="dryRunSpec: {rules: [{enforce: true}]}"), AUDITED) == (None, None, [])


def test_a_live_policy_is_more_than_a_rule_that_audits_asks_for():
    bundle = Emitted(demands=emitted(AUDITED).demands)
    live, dry = asked(bundle, documents())
    assert (live.demands, difference(live, "documents")[0]) == ((), {})
    assert difference(dry, "rule")[0] == {}


def test_with_the_option_dry_run_a_dry_run_counts_for_every_rule():
    dry = documents(policy="dryRunSpec: {rules: [{enforce: true}]}")
    assert compared(dry, options=EmitOptions(dry_run=True)) == (None, None, [])


def test_a_conditional_rule_is_left_open():
    policy = """
spec:
  rules:
  - enforce: true
  - enforce: false
    condition: {expression: "resource.matchTag('1/sandbox', 'yes')"}
"""
    assert compared(documents(policy=policy)) == (
        {},
        None,
        ["`resource.matchTag('1/sandbox', 'yes')` is left open: it is about tags, which the request does not show"],
    )


def test_a_constraint_on_updates_alone_lets_every_creation_through():
    assert compared(documents(methods="[UPDATE]")) == ({}, None, [])


def test_a_condition_that_errs_is_left_open_where_it_does():
    leak, over, misread = compared(documents("resource.labels['environment'] in ['prod', 'dev']"))
    assert (leak, over) == ({}, None)
    (words,) = misread
    assert words == (
        "`custom.x` is partly left open: its condition cannot be evaluated for some requests, such as one without a "
        "label that it looks at; Google does not document what happens then"
    )


def test_what_is_no_cel_is_left_open_as_a_whole():
    leak, over, misread = compared(documents("resource.labels == {}"))
    assert (leak, over) == ({}, {"environment": "dev"})
    assert misread == ["the condition of `custom.x` is left open: maps are not read"]


def test_an_action_that_is_neither_is_left_open():
    assert compared(documents(action="MAYBE"))[2] == [
        "`custom.x` is left open: its actionType is neither ALLOW nor DENY"
    ]


KNOWN_WRONG = {
    "deny with a positive test": (documents(action="DENY"), ({}, {"environment": "prod"})),
    "a swapped polarity": (documents(f"!({GOOD})"), ({}, {"environment": "prod"})),
    "a value in the wrong case": (
        documents("'environment' in resource.labels && resource.labels['environment'] in ['Prod', 'dev']"),
        (None, {"environment": "prod"}),
    ),
    "a dropped value": (
        documents("'environment' in resource.labels && resource.labels['environment'] in ['prod']"),
        (None, {"environment": "dev"}),
    ),
    "one value too many": (
        documents("'environment' in resource.labels && resource.labels['environment'] in ['prod', 'dev', 'x']"),
        ({"environment": "x"}, None),
    ),
    "a key in the wrong case": (
        documents("'Environment' in resource.labels && resource.labels['Environment'] in ['prod', 'dev']"),
        (None, {"environment": "dev"}),
    ),
    "presence alone": (documents("'environment' in resource.labels"), ({"environment": ""}, None)),
    "a search that is not anchored": (
        documents("'environment' in resource.labels && resource.labels['environment'].matches('prod|dev')"),
        ({"environment": "adev"}, None),
    ),
    "or for and": (
        documents("'environment' in resource.labels || resource.labels['environment'] in ['prod', 'dev']"),
        ({"environment": ""}, None),
    ),
    "another type": (
        [
            Document(each.path, each.kind, each.text.replace("googleapis.com/Instance", "googleapis.com/Disk"))
            for each in documents()
        ],
        ({}, None),
    ),
    "another label": (
        documents("'env' in resource.labels && resource.labels['env'] in ['prod', 'dev']"),
        ({"env": "prod"}, {"environment": "dev"}),
    ),
}


@pytest.mark.parametrize("wrong", KNOWN_WRONG)
def test_a_document_that_is_known_to_be_wrong_is_refuted_with_a_request(wrong):
    found, (leak, over) = KNOWN_WRONG[wrong]
    assert compared(found)[:2] == (leak, over)


def test_a_policy_on_a_constraint_that_does_not_exist_denies_nothing_and_says_so():
    found = [*documents(), *_as_documents("name: organizations/1/policies/compute.requireLabels\n" + ENFORCED)]
    assert compared(found) == (
        None,
        None,
        ["`compute.requireLabels` does not exist, so the policy denies nothing; use a custom constraint"],
    )


def test_a_policy_on_another_constraint_of_googles_is_not_compared_and_says_so():
    found = [*documents(), *_as_documents("name: projects/p/policies/compute.disableSerialPortAccess\n" + ENFORCED)]
    assert compared(found)[2] == ["`compute.disableSerialPortAccess` is not compared with rules"]


def test_a_type_that_only_documents_name_is_asked_about_too():
    (question,) = questions(documents(), (), EmitOptions())
    assert (question.operation, question.demands, difference(question, "documents")[0]) == (
        "compute.googleapis.com/Instance",
        (),
        {},
    )


def test_a_type_that_the_catalog_does_not_know_has_labels_where_most_have_them():
    found = [
        Document(each.path, each.kind, each.text.replace("compute.googleapis.com/Instance", "new.googleapis.com/Thing"))
        for each in documents()
    ]
    (question,) = questions(found, (), EmitOptions())
    assert (question.operation, question.tags.keys) == ("new.googleapis.com/Thing", ("environment",))


def test_several_documents_stand_in_one_file():
    texts = [each.text for each in documents()]
    assert compared(_as_documents("---\n".join(texts))) == (None, None, [])


REGIONS = """
version: 1
rules:
  - id: regions
    require: {region: {one_of: [us-east-1, us-central1, europe-west1, eu]}}
    effect: {cloud: deny}
"""


def places(values):
    policy = f"name: organizations/1/policies/gcp.resourceLocations\nspec: {{rules: [{values}]}}\n"
    bundle = Emitted(demands=[each for each in emitted(REGIONS).demands if each.types == ("google_compute_disk",)])
    (question,) = [each for each in asked(bundle, _as_documents(policy)) if each.demands]
    found = [difference(question, side) for side in ("rule", "documents")]
    misread = [words for denial in question.denials for words in denial.misread]
    return [each and each[1]["location"] for each in found], misread


@pytest.mark.parametrize(
    ("values", "leak", "over"),
    [
        ("{values: {allowedValues: ['in:us-central1-locations', 'in:europe-west1-locations', 'eu']}}", None, None),
        ("{values: {allowedValues: ['in:us-central1-locations', 'eu']}}", None, "europe-west1"),
        ("{values: {allowedValues: ['in:us-central1-locations', 'in:europe-west1-locations', eu, us]}}", "us", None),
        ("{values: {deniedValues: ['in:us-central1-locations']}}", "us", "us-central1"),
        ("{denyAll: true}", None, "eu"),
        ("{allowAll: true}", "us", None),
    ],
)
def test_places_are_compared(values, leak, over):
    assert places(values) == ([leak, over], [])


def test_a_group_of_places_is_left_open():
    found, misread = places("{values: {allowedValues: ['in:eu-locations', 'in:us-central1-locations']}}")
    assert found == ["us", "eu"]
    assert misread == ["`in:eu-locations` is left open: which places it holds is Google's list"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "0.yaml is no YAML (while parsing"),
        ("- a", "0.yaml holds no constraint and no policy; give the files that gcloud takes"),
        ("{resourceTypes: [x]}", "0.yaml is not what gcloud takes (Object missing required field `name`)"),
        ("{name: x, spec: {rules: 3}}", "0.yaml is not what gcloud takes (Expected `array`, got `int`"),
    ],
)
def test_a_file_that_is_none_of_googles_is_refused_in_a_sentence(text, words):
    with pytest.raises(BadInput) as refused:
        questions(_as_documents(text), (), EmitOptions())
    assert str(refused.value).startswith(words)


def test_no_document_and_no_demand_is_no_question():
    assert questions((), (), EmitOptions()) == ()
    assert all(denial.formula != FALSE for each in questions(documents(), (), EmitOptions()) for denial in each.denials)
