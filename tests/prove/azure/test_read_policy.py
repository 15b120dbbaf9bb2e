"""What Azure's documents deny is what was said, by proof; and the evaluator, which knows nothing of it, agrees."""

import copy
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from read_samples import (
    DENY,
    MACHINES,
    OPTIONS,
    SIZE,
    TODAY,
    VM,
    asked,
    definitions,
    differences,
    dimension,
    emitted,
    hostile_policy,
    judged,
    policy,
    request,
    tag_policy,
)

from costguard.catalog import azure_policy
from costguard.catalog.lookup import attribute_names, entries
from costguard.emit.options import EmitOptions
from costguard.emit.tree import facts_in
from costguard.languages.language import Linear, holds
from costguard.policy.load import load
from costguard.policy.policy_set import CloudEffect
from costguard.prove.decide import satisfying
from costguard.prove.formula import And, AtMost, Flag, Lies, Not, Or, atoms_in, conjunction, negation
from costguard.prove.space import spaces

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "tests" / "emit" / "azure" / "golden" / "policy.yaml"
SHARED = ROOT.parent / "shared" / "policy.yaml"

ENV = dimension("Env", one_of=["prod", "dev"])
REQUIRED = {"applies_to": {"types": [VM]}, "require_tags": ["env"]}
RULES = {
    "listed values": policy([REQUIRED], {"env": ENV}),
    "values without letters": tag_policy(one_of=["1", "20"]),
    "a pattern of digits": tag_policy(pattern=r"CC-\d{3}"),
    "a tag that another decides on": policy(
        [{**REQUIRED, "when": {"stage": {"one_of": ["live"]}}}],
        {"env": ENV, "stage": dimension("Stage", "stage", one_of=["live"])},
    ),
    "a number": policy([{"applies_to": {"types": ["azurerm_managed_disk"]}, "require": {"size_gb": {"at_most": 64}}}]),
    "some numbers": policy(
        [{"applies_to": {"types": ["azurerm_managed_disk"]}, "forbid": {"size_gb": {"one_of": [64, 128]}}}]
    ),
    "a boolean": policy(
        [{"applies_to": {"types": ["azurerm_linux_web_app"]}, "require": {"always_on": {"one_of": [False]}}}]
    ),
    "regions": policy(
        [{"applies_to": {"clouds": ["azure"]}, "require": {"region": {"one_of": ["eastus", "us-east-1"]}}}]
    ),
    "an alias": policy(
        [REQUIRED], {"env": {**ENV, "key": "Env", "aliases": {"stage": "2027-01-01", "old": "2026-01-01"}}}
    ),
}
LOOSE = {
    "a glob": tag_policy(like=["CC-*", "a*-b-*z"]),
    "a pattern of letters": tag_policy(pattern="[a-z][a-z0-9-]{1,30}"),
    "sizes": policy([{"applies_to": {"types": [VM]}, "require": {"instance_type": {"like": ["Standard_B*"]}}}]),
    "forbidden sizes": policy(
        [{"applies_to": {"types": [VM]}, "forbid": {"instance_type": {"one_of": ["Standard_D2_v5"]}}}]
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_in_words_that_azure_has_is_held_exactly(name):
    bundle = emitted(RULES[name])
    assert bundle.demands
    for question in asked(bundle):
        assert all(demand.reasons == () for demand in question.demands if demand.is_said)
        if all(demand.is_said for demand in question.demands):
            assert differences(question, "meant") == (None, None)


@pytest.mark.parametrize("name", LOOSE)
def test_a_rule_that_azure_cannot_say_differs_only_with_a_reason(name):
    bundle = emitted(LOOSE[name])
    for question in asked(bundle):
        assert differences(question) == (None, None)
        assert differences(question, "meant") != (None, None)
        assert all(demand.reasons for demand in question.demands)


@pytest.mark.parametrize("file", [SAMPLE, SHARED], ids=["sample", "contract"])
def test_a_whole_policy_is_held_as_it_is_said(file):
    if not file.exists():
        pytest.skip("the contract's sample policy lies outside of this repository")
    bundle = emitted(load([file], TODAY))
    found = asked(bundle)
    assert {question.operation for question in found} >= {demand.operation for demand in bundle.demands}
    for question in found:
        assert [denial.misread for denial in question.denials if denial.misread] == []
        assert differences(question) == (None, None)


def test_the_case_of_a_glob_is_the_declared_way_to_differ():
    (question,) = asked(emitted(tag_policy(like=["CC-*"])))
    leak, over_block = differences(question, "meant")
    assert over_block is None
    assert question.tags.tags_of(leak) == {"env": "cc-"}
    assert question.demands[0].reasons == ("Azure's `like` ignores case: `cc-` passes for like `CC-*`",)


def test_what_is_denied_and_what_is_audited_are_asked_apart():
    sizes = {"applies_to": {"types": [VM]}, "forbid": {"instance_type": {"like": ["1*"]}}}
    bundle = emitted(policy([{**REQUIRED}, {**sizes, "effect": {**DENY, "cloud": "audit"}}], {"env": ENV}))
    found = asked(bundle)
    assert [(question.demands[0].effect, len(question.denials)) for question in found] == [
        (CloudEffect.DENY, 1),
        (CloudEffect.AUDIT, 1),
    ]
    assert [differences(question) for question in found] == [(None, None)] * 2


def test_an_audit_in_place_of_a_deny_is_a_leak():
    bundle = emitted(RULES["listed values"])
    (document,) = definitions(bundle)
    document["properties"]["parameters"]["effect"]["defaultValue"] = "Audit"
    (denying,) = asked(bundle, [document])  # what is audited though no rule asks it is no question
    leak, over_block = differences(denying)
    assert (leak is not None, over_block) == (True, None)


def test_a_type_that_only_a_document_names_is_asked_about():
    bundle = emitted(RULES["listed values"])
    foreign = {
        "name": "foreign",
        "properties": {
            "policyRule": {"if": {"field": "type", "equals": "Contoso.Cheese/wheels"}, "then": {"effect": "deny"}}
        },
    }
    found = {question.operation: question for question in asked(bundle, [*definitions(bundle), foreign])}
    leak, over_block = differences(found["Contoso.Cheese/wheels"])
    assert leak is None
    assert over_block is not None


# Documents that are wrong in the ways that people get them wrong.


def _swapped(condition, old, new):
    """The condition with one word in place of another, wherever it stands."""
    match condition:
        case dict():
            return {(new if key == old else key): _swapped(value, old, new) for key, value in condition.items()}
        case list():
            return [_swapped(each, old, new) for each in condition]
        case _:
            return condition


def _without_last(condition, word):
    """The condition with the last entry of its first such list dropped."""
    if isinstance(condition, dict):
        if word in condition:
            return {**condition, word: condition[word][:-1]}
        return {key: _without_last(value, word) for key, value in condition.items()}
    return [_without_last(each, word) for each in condition] if isinstance(condition, list) else condition


def _renamed(condition, old, new):
    """The condition with another text in place of one, wherever it stands."""
    match condition:
        case dict():
            return {key: _renamed(value, old, new) for key, value in condition.items()}
        case list():
            return [_renamed(each, old, new) for each in condition]
        case _:
            return new if condition == old else condition


TWO_TYPES = policy(
    [{"applies_to": {"types": [VM, "azurerm_managed_disk"]}, "require_tags": ["env"]}],
    {"env": dimension("Env", one_of=["1", "2"])},
)
WRONG = {
    "`in` for `notIn`": (TWO_TYPES, lambda rule: _swapped(rule, "notIn", "in")),
    "a dropped value": (TWO_TYPES, lambda rule: _without_last(rule, "notIn")),
    "a dropped type": (TWO_TYPES, lambda rule: _without_last(rule, "in")),
    "`allOf` for `anyOf`": (RULES["listed values"], lambda rule: _swapped(rule, "anyOf", "allOf")),
    "`anyOf` for `allOf`": (TWO_TYPES, lambda rule: _swapped(rule, "allOf", "anyOf")),
    "a value in another case": (RULES["listed values"], lambda rule: _renamed(rule, "prod", "PROD")),
    "`equals` for `match`": (RULES["listed values"], lambda rule: _swapped(rule, "match", "equals")),
    "another key": (RULES["listed values"], lambda rule: _renamed(rule, "tags['Env']", "tags['Environment']")),
    "a larger bound": (RULES["a number"], lambda rule: _renamed(rule, 64, 65)),
    "`greaterOrEquals` for `greater`": (RULES["a number"], lambda rule: _swapped(rule, "greater", "greaterOrEquals")),
    "the other boolean": (RULES["a boolean"], lambda rule: _renamed(rule, False, True)),
    "a polarity swapped": (RULES["a boolean"], lambda rule: _swapped(rule, "notEquals", "equals")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_document_is_refuted_with_a_request_that_the_evaluator_confirms(name):
    own, spoil = WRONG[name]
    bundle = emitted(own)
    right = definitions(bundle)
    wrong = copy.deepcopy(right)
    wrong[0]["properties"]["policyRule"]["if"] = spoil(wrong[0]["properties"]["policyRule"]["if"])
    assert wrong != right
    found = [(question, differences(question)) for question in asked(bundle, wrong)]
    refuted = [(question, side, each) for question, both in found for side, each in enumerate(both) if each is not None]
    assert refuted
    for question, side, each in refuted:
        tags, values = request(question, each)
        values = {**_sure_values(question), **values}
        # A leak is denied by the right document and let through by the wrong one, an over-block the other way round.
        assert judged(right, question.operation, tags, values) is (side == 0)
        assert judged(wrong, question.operation, tags, values) is (side == 1)


# The evaluator, on every witness and at random.


@pytest.mark.parametrize("name", [*RULES, *LOOSE])
def test_the_evaluator_agrees_on_every_kind_of_value(name):
    own = {**RULES, **LOOSE}[name]
    bundle = emitted(own)
    documents = definitions(bundle)
    for question in asked(bundle)[:40]:
        atoms = tuple(dict.fromkeys(atoms_in(question.denied)))
        known = spaces(atoms, question.domains)
        for variable, space in known.items():
            for kind in range(len(space.witnesses)):
                pinned = conjunction(
                    atom if space.truth[atom] >> kind & 1 else Not(atom)
                    for atom in atoms
                    if _variable(atom) == variable
                )
                for is_denied in (True, False):
                    side = question.denied if is_denied else negation(question.denied)
                    found = satisfying(conjunction((pinned, side)), known)
                    if found is not None:
                        tags, values = request(question, {**_firsts(known), **found})
                        assert judged(documents, question.operation, tags, values) is is_denied


VALUES = st.one_of(
    st.sampled_from(["prod", "PROD", "dev", "live", "1", "20", "CC-123", "CC-12a", "cc-9", "a--b-z", "aa", ""]),
    st.text(alphabet="aAbBcCpd-019.#*?[]' ", max_size=6),
)
TAGS = st.dictionaries(st.sampled_from(["Env", "env", "Stage", "old", "Other"]), VALUES, max_size=3).filter(
    lambda tags: len({key.lower() for key in tags}) == len(tags)
)
SIZES = st.one_of(st.sampled_from(["Standard_B2s", "standard_b1", "Standard_D2_v5", "STANDARD_D2_V5"]), VALUES)
EVERYTHING = {name: (emitted(own), asked(emitted(own))) for name, own in {**RULES, **LOOSE}.items()}


@given(name=st.sampled_from(sorted(EVERYTHING)), tags=TAGS, size=SIZES, data=st.data())
def test_the_evaluator_agrees_on_random_requests(name, tags, size, data):
    bundle, found = EVERYTHING[name]
    question = data.draw(st.sampled_from(found))
    number, flag = data.draw(st.sampled_from(["1", "64", "65", "128"])), data.draw(st.sampled_from(["true", "false"]))
    location = data.draw(st.sampled_from(["eastus", "westeurope", "global"]))
    values = {
        SIZE: size,
        "Microsoft.Compute/disks/diskSizeGB": number,
        "Microsoft.Web/sites/siteConfig.alwaysOn": flag,
        "location": location,
    }
    judgement = judged(definitions(bundle), question.operation, tags, values)
    assert judgement is _is_true(question.denied, question.tags, tags, values)


HOSTILE = st.one_of(
    st.sampled_from(
        ["[x]", "[[x]]", "[concat('a')]", "it's", '"', "*", "?", "#", ".", "a*b", "[", "]", "\\", "${x}", "{}"]
    ),
    st.text(alphabet="aB1[]'\"*?#.\\(){}$% ", min_size=1, max_size=8),
    st.sampled_from(["v" * 256, "." * 256, "[" + "x" * 254 + "]"]),
)
KEYS = st.one_of(
    st.sampled_from(["it's", "a]b", "a[b", "k" * 128, "Cost Center", "cost.center", "it''s", "]'", "['x']"]),
    st.text(alphabet="aB1[]'. -_", min_size=1, max_size=8).map(lambda text: f"k{text}k"),
)


@example(key="it's", values=['"', "[]"], other="[")
@given(key=KEYS, values=st.lists(HOSTILE, min_size=1, max_size=3, unique=True), other=HOSTILE)
def test_hostile_texts_are_escaped_and_proved(key, values, other):
    bundle = emitted(hostile_policy(key, values))
    (question,) = asked(bundle)
    assert question.denials[0].misread == ()
    assert differences(question, "meant") == (None, None)
    for value in (*values, other):
        assert judged(definitions(bundle), MACHINES, {key: value}, {}) is (value not in values)
    assert judged(definitions(bundle), MACHINES, {}, {}) is True


def test_a_value_of_256_characters_is_proved():
    rule = {"applies_to": {"types": [VM]}, "forbid": {"instance_type": {"one_of": ["v" * 256]}}}
    (question,) = asked(emitted(policy([rule])))
    assert differences(question) == (None, None)


TESTS = st.one_of(
    st.fixed_dictionaries(
        {"like": st.lists(st.text("aA1.#-*?", min_size=1, max_size=5), min_size=1, max_size=3, unique=True)}
    ),
    st.fixed_dictionaries(
        {"one_of": st.lists(st.text("a1-", min_size=1, max_size=3), min_size=1, max_size=3, unique=True)}
    ),
    st.sampled_from([r"[a-c]{2}\d?", r"CC-\d{3}", r"(?i)prod|dev", r"[a-z][a-z0-9-]{1,30}", r"v\d\.\d"]).map(
        lambda text: {"pattern": text}
    ),
)


@given(tag=TESTS, size=TESTS, verb=st.sampled_from(["require", "forbid"]))
def test_any_rule_is_held_as_it_is_said_and_differs_only_with_a_reason(tag, size, verb):
    sizes = {"applies_to": {"types": [VM]}, "when": {"env": tag}, verb: {"instance_type": size}}
    bundle = emitted(policy([sizes], {"env": {"key": "Env", "values": "any"}}))
    for question in asked(bundle):
        (demand,) = question.demands
        assert differences(question) == (None, None)
        assert demand.reasons or differences(question, "meant") == (None, None)


def _askable():
    """Every attribute that the catalog has an alias for, with a rule that asks for it."""
    asks = {"number": {"at_most": 7}, "boolean": {"one_of": [True]}, "string": {"one_of": ["a", "1"]}}
    for known in entries():
        for name in known.attributes:
            field = azure_policy.field(known.type, name)
            if field is not None and field.alias and "[*]" not in field.alias and azure_policy.arm_type(known.type):
                kind = attribute_names()[name].kind
                is_mapped = field.values and kind != "boolean"
                ask = {"one_of": list(field.values)[:1]} if is_mapped else asks[kind]
                yield pytest.param(known.type, name, ask, id=f"{known.type}.{name}")


@pytest.mark.parametrize(("terraform_type", "attribute", "test"), tuple(_askable()))
def test_every_attribute_with_an_alias_can_be_asked_for(terraform_type, attribute, test):
    bundle = emitted(policy([{"applies_to": {"types": [terraform_type]}, "require": {attribute: test}}]))
    (question,) = asked(bundle)
    assert question.demands[0].is_said
    assert differences(question) == (None, None)


def test_what_a_dry_run_would_do_is_asked_in_a_dry_run():
    bundle = emitted(RULES["listed values"], dry_run=True)
    (enforced,) = asked(bundle, options=OPTIONS)
    (tried,) = asked(bundle, options=EmitOptions(dry_run=True))
    assert enforced.denials == ()
    assert differences(tried) == (None, None)


def test_every_language_that_is_said_is_one_that_azure_can_write():
    for bundle, _ in EVERYTHING.values():
        for demand in bundle.demands:
            languages = [each for fact in facts_in(demand.said) for each in getattr(fact, "languages", ())]
            assert all(isinstance(each, Linear) for each in languages)


def _variable(atom):
    return atom.words if isinstance(atom, Flag) else atom.variable


def _firsts(known):
    """A value for what a search leaves open."""
    return {name: space.witnesses[0] for name, space in known.items()}


def _sure_values(question):
    """A value for each attribute, which every request counts as having."""
    facts = (fact for demand in question.demands for fact in facts_in(demand.said))
    names = {fact.name for fact in facts if hasattr(fact, "name")}
    return dict.fromkeys(names, "1")


def _is_true(formula, model, tags, values):
    """The formula on one request, by the matcher of languages and plain arithmetic."""
    folded = {key.lower(): value for key, value in tags.items()}
    texts = {model.spelling(key): key if key in folded else "" for key in model.keys}
    texts |= {model.value(key): folded.get(key, "") for key in model.keys} | values
    match formula:
        case And(parts):
            return all(_is_true(part, model, tags, values) for part in parts)
        case Or(parts):
            return any(_is_true(part, model, tags, values) for part in parts)
        case Not(part):
            return not _is_true(part, model, tags, values)
        case Lies(variable, language):
            return holds(language, texts[variable])
        case AtMost(variable, bound):
            return float(texts[variable]) <= bound
