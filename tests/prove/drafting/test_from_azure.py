"""Azure policies: what definitions, initiatives and assignments ask, and an evaluator that agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.languages.language import azure_like, azure_match, exactly, glob, holds
from costguard.prove.azure.evaluate import evaluate
from costguard.prove.azure.policy_definition import read_policy
from costguard.prove.azure.policy_rule import read_condition
from costguard.prove.drafting.azure_built_ins import BUILT_INS
from costguard.prove.drafting.azure_conditions import cases_of
from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.from_azure import read_azure
from costguard.prove.drafting.mention import Place, Reading
from costguard.prove.drafting.misread import Misread

FIELD = "tags['CostCenter']"
REQUIRE = "/providers/Microsoft.Authorization/policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99"
REQUIRE_VALUE = "/providers/Microsoft.Authorization/policyDefinitions/1e30110a-5ceb-460c-a204-c1c3969c6d62"
INHERIT = "/providers/Microsoft.Authorization/policyDefinitions/cd3aa116-8754-49c9-a813-ad46512ece54"


def definition(condition: dict, effect: str = "deny", name: str = "d", **fields) -> dict:
    return {"name": name, "properties": {"policyRule": {"if": condition, "then": {"effect": effect}}, **fields}}


def read(*documents: dict) -> Reading:
    return read_azure([Written(Place("a.json"), document) for document in documents])


def asked(reading: Reading) -> list[tuple]:
    return [(mention.key, mention.is_required, mention.values) for mention in reading.mentions]


def anycase(*texts: str) -> tuple:
    return tuple(exactly(text, folded=True) for text in texts)


@pytest.mark.parametrize(
    ("condition", "is_required", "values"),
    [
        ({"field": FIELD, "exists": "false"}, True, None),
        ({"not": {"field": FIELD, "exists": True}}, True, None),
        ({"field": "[concat('tags[', 'CostCenter', ']')]", "exists": False}, True, None),
        ({"field": "tags.CostCenter", "notEquals": "a"}, True, anycase("a")),
        ({"not": {"field": FIELD, "in": ["a", "b"]}}, True, anycase("a", "b")),
        ({"field": FIELD, "notIn": ["a", 7]}, True, anycase("a", "7")),
        ({"field": FIELD, "notLike": "cc-*"}, True, (azure_like("cc-*"),)),
        ({"field": FIELD, "notMatch": "##?"}, True, (azure_match("##?"),)),
        ({"field": FIELD, "notMatchInsensitively": "##a"}, True, (azure_match("##a", folded=True),)),
        ({"field": FIELD, "notContains": "x"}, True, (glob("*x*", folded=True),)),
        ({"allOf": [{"field": FIELD, "exists": True}, {"field": FIELD, "notIn": ["a"]}]}, False, anycase("a")),
        ({"anyOf": [{"field": FIELD, "exists": False}, {"field": FIELD, "notIn": ["a"]}]}, True, anycase("a")),
        ({"allOf": [{"field": FIELD, "notLike": "a*"}, {"field": FIELD, "notLike": "b*"}]}, True,
         (azure_like("a*"), azure_like("b*"))),
        ({"anyOf": [{"field": FIELD, "exists": False}, {"field": FIELD, "equals": ""}]}, True, None),
        ({"value": "[field('tags[''CostCenter'']')]", "equals": ""}, True, None),
        ({"field": "tags", "notContainsKey": "CostCenter"}, True, None),
        ({"field": FIELD, "in": [None, ""]}, True, None),
        ({"not": {"field": FIELD, "notEquals": None}}, True, None),
    ],
)  # fmt: skip
def test_a_condition_requires_the_tag_where_its_absence_is_denied_and_allows_what_is_not(
    condition, is_required, values
):
    reading = read(definition(condition))
    assert asked(reading) == [("CostCenter", is_required, values)]
    assert reading.remarks == ()


def test_what_narrows_the_policy_is_told_with_the_tag():
    condition = {"allOf": [{"field": "type", "equals": "Microsoft.Sql/servers"}, {"field": FIELD, "exists": False}]}
    mention = read(definition(condition)).mentions[0]
    assert (mention.is_required, mention.scope) == (True, "where type equals Microsoft.Sql/servers")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"field": "Microsoft.Compute/virtualMachines/sku.name", "like": "Standard_N*"},
         "where Microsoft.Compute/virtualMachines/sku.name like Standard_N*"),
        ({"count": {"field": "M.N/x/y[*]"}, "greater": 0}, "where the count of M.N/x/y[*] greater 0"),
    ],
)  # fmt: skip
def test_a_policy_about_a_property_of_the_resource_asks_nothing_of_every_resource(other, words):
    reading = read(definition({"allOf": [{"field": FIELD, "exists": False}, other]}))
    assert asked(reading) == [("CostCenter", False, None)]
    assert [remark.what for remark in reading.remarks] == [f"`CostCenter` {words}"]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"field": "location", "in": ["a", "b"]}, "where location in a, b"),
        ({"field": "name", "notLike": "x*"}, "where name not like x*"),
        ({"value": "[resourceGroup().name]", "like": "[concat('x', utcNow())]"},
         "where resourcegroup()['name'] like concat('x', utcnow())"),
        ({"count": {"value": ["a", "b"], "where": {"field": "name", "like": "[current()]"}}, "equals": 0},
         "where the count of a, b equals 0"),
        ({"value": ["[resourceGroup().name]"], "equals": {"a": "[resourceGroup().id]"}},
         "where resourcegroup()['name'] equals a: resourcegroup()['id']"),
    ],
)  # fmt: skip
def test_where_a_policy_holds_is_told_in_its_own_words(other, words):
    mention = read(definition({"allOf": [{"field": FIELD, "exists": False}, other]})).mentions[0]
    assert (mention.is_required, mention.scope) == (True, words)


def test_a_condition_that_parameters_decide_counts_or_not():
    tag = {"field": FIELD, "exists": False}
    on, off = ({"value": "[parameters('on')]", "equals": value} for value in ("yes", "no"))
    given = {"on": {"type": "String", "defaultValue": "yes"}}
    assert asked(read(definition({"allOf": [tag, on]}, parameters=given))) == [("CostCenter", True, None)]
    never = read(definition({"allOf": [tag, off]}, parameters=given))
    assert (never.mentions, [remark.why for remark in never.remarks]) == ((), ["it tests no tag"])


def test_each_tag_of_any_of_is_required():
    condition = {"anyOf": [{"field": "tags['A']", "exists": False}, {"field": "tags['B']", "exists": False}]}
    assert asked(read(definition(condition))) == [("A", True, None), ("B", True, None)]


def test_tags_that_are_missed_only_together_are_not_required():
    condition = {"allOf": [{"field": "tags['A']", "exists": False}, {"field": "tags['B']", "exists": False}]}
    reading = read(definition(condition))
    assert asked(reading) == [("A", False, None), ("B", False, None)]
    assert [remark.what for remark in reading.remarks] == ["`A`, `B` together"]


def test_parameters_come_from_the_assignment_else_from_defaults():
    parameters = {"tag": {"type": "String"}, "allowed": {"type": "Array", "defaultValue": ["a"]}}
    rule = {"not": {"field": "[concat('tags[', parameters('tag'), ']')]", "in": "[parameters('allowed')]"}}
    policy = definition(rule, parameters=parameters)
    assignment = {"name": "x", "policyDefinitionId": "/any/policyDefinitions/D", "parameters": {"tag": {"value": "T"}}}
    assert asked(read(policy, assignment)) == [("T", True, anycase("a"))]
    assert asked(read(assignment, policy)) == [("T", True, anycase("a"))]


def test_a_definition_whose_parameter_has_no_value_asks_for_its_assignment():
    reading = read(definition({"field": FIELD, "exists": False}, parameters={"tag": {"type": "String"}}))
    assert reading.mentions == ()
    assert "has no default, and no value is given" in reading.remarks[0].why


@pytest.mark.parametrize("target", [REQUIRE, REQUIRE.upper(), REQUIRE.rpartition("/")[2]])
def test_a_built_in_is_known_by_its_id(target):
    reading = read({"policyDefinitionId": target, "parameters": {"tagName": {"value": "Owner"}}, "scope": "/s"})
    assert asked(reading) == [("Owner", True, None)]
    assert reading.mentions[0].scope == "`Require a tag on resources`, assigned to /s"


def test_a_built_in_that_requires_a_value_allows_it():
    parameters = {"tagName": {"value": "Product"}, "tagValue": {"value": "shop"}}
    reading = read({"policyDefinitionId": REQUIRE_VALUE, "parameters": parameters, "enforcementMode": "DoNotEnforce"})
    assert asked(reading) == [("Product", True, anycase("shop"))]
    assert reading.mentions[0].scope.endswith("assigned without enforcement")


def test_a_policy_that_fills_a_tag_in_names_it_and_asks_nobody():
    reading = read({"policyDefinitionId": INHERIT, "parameters": {"tagName": {"value": "Owner"}}})
    assert asked(reading) == [("Owner", False, None)]
    assert [remark.what for remark in reading.remarks] == [
        "`Owner` is set by the policy to resourcegroup()['tags'][parameters('tagName')]"
    ]


def test_an_initiative_passes_its_parameters_on():
    member = {"policyDefinitionId": REQUIRE, "parameters": {"tagName": {"value": "[parameters('tag')]"}}}
    initiative = {
        "name": "set",
        "properties": {"parameters": {"tag": {"type": "String", "defaultValue": "A"}}, "policyDefinitions": [member]},
    }
    assert asked(read(initiative)) == [("A", True, None)]
    assignment = {"properties": {"policyDefinitionId": "/x/set", "parameters": {"TAG": {"value": "B"}}}}
    assert asked(read(initiative, assignment)) == [("B", True, None)]


def test_a_definition_that_is_not_at_hand_is_asked_for():
    reading = read({"name": "x", "policyDefinitionId": "/y/policyDefinitions/unknown"})
    assert [(remark.place.part, remark.what) for remark in reading.remarks] == [("`x`", "it refers to `unknown`")]


@pytest.mark.parametrize(
    ("condition", "what", "keys"),
    [
        ({"field": FIELD, "notLike": "a*b*"}, f"where {FIELD} not like a*b*", ["CostCenter"]),
        ({"field": FIELD, "notEquals": "[resourceGroup().tags['x']]"},
         f"where {FIELD} not equals resourcegroup()['tags']['x']", ["CostCenter"]),
        ({"field": FIELD, "exists": "[resourceGroup().name]"},
         f"where {FIELD} exists resourcegroup()['name']", ["CostCenter"]),
        ({"field": FIELD, "exists": "[json('{}')]"}, f"where {FIELD} exists json('{{}}')", ["CostCenter"]),
        ({"field": FIELD, "in": "[json('{}')]"}, f"where {FIELD} in json('{{}}')", ["CostCenter"]),
        ({"field": FIELD, "greater": "5"}, f"where {FIELD} greater 5", ["CostCenter"]),
        ({"field": FIELD, "equals": "bad"}, "`CostCenter` must not be `bad` (ignoring case)", ["CostCenter"]),
        ({"field": FIELD, "exists": True}, "`CostCenter`", []),
        ({"value": "[length(field('tags'))]", "less": 3}, "where length(field('tags')) less 3", []),
        ({"field": "tags", "exists": False}, "where tags exists False", []),
        ({"field": "location", "equals": "tagland"}, "the policy", []),
        ({"allOf": [{"field": FIELD, "in": ["a"]}, {"field": FIELD, "like": "b*"}]}, "the policy", []),
        ({"value": "[field('tags.CostCenter')]", "exists": True}, "where field('tags.CostCenter') exists True",
         ["CostCenter"]),
    ],
)  # fmt: skip
def test_what_no_taxonomy_holds_is_said_and_never_required(condition, what, keys):
    reading = read(definition(condition))
    assert asked(reading) == [(key, False, None) for key in keys]
    assert [remark.what for remark in reading.remarks] == [what]


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (definition({"field": FIELD, "exists": False}, effect="disabled"), "the effect `disabled`"),
        (definition({"field": FIELD, "exists": False}, effect="denyAction"), "the effect `denyaction`"),
        (definition({"field": FIELD}), "the policy"),
        (definition({"field": FIELD, "exists": False}, effect="[field('tags.x')]"), "the policy"),
        (definition({"field": FIELD, "exists": False}, effect="modify"), "the policy"),
        (definition({"field": FIELD, "exists": False}, mode="Microsoft.Kubernetes.Data"), "the policy"),
        (definition({"field": "location", "equals": "x"}), "the policy"),
        ({"policyRule": 5}, "the policy"),
        ({"policyRule": {}, "PolicyRule": {}}, "the document"),
        ({"policyDefinitions": [5], "name": "i"}, "it refers to ``"),
    ],
)
def test_a_document_that_cannot_be_read_is_said_and_the_others_are(document, what):
    good = definition({"field": "tags['Good']", "exists": False}, name="good")
    reading = read(document, good)
    assert asked(reading) == [("Good", True, None)]
    assert [remark.what for remark in reading.remarks] == [what]


def test_a_condition_of_endless_cases_is_said_to_be_one():
    pair = {"anyOf": [{"field": "tags['A']", "equals": "x"}, {"field": "location", "equals": "y"}]}
    pairs = [
        {"anyOf": [{"field": f"tags['A{n}']", "exists": False}, {"field": f"tags['B{n}']", "exists": False}]}
        for n in range(12)
    ]
    reading = read(definition({"allOf": [pair, *pairs]}))
    assert [remark.why for remark in reading.remarks] == ["its condition has more than 300 cases"]


@pytest.mark.parametrize("identifier", BUILT_INS)
def test_every_built_in_is_a_rule_that_azure_would_take(identifier):
    _, rule = BUILT_INS[identifier]
    assert read_policy(rule).parameters is None


TEXTS = st.sampled_from(["", "a", "B", "ab", "a1", "x"])
TESTS = st.one_of(
    st.builds(lambda negative, text: {"notEquals" if negative else "equals": text}, st.booleans(), TEXTS),
    st.builds(
        lambda negative, texts: {"notIn" if negative else "in": texts}, st.booleans(), st.lists(TEXTS, max_size=3)
    ),
    st.builds(
        lambda negative, text: {"notLike" if negative else "like": text},
        st.booleans(),
        st.sampled_from(["a*", "*b", "*", "x"]),
    ),
    st.builds(
        lambda negative, text: {"notMatch" if negative else "match": text},
        st.booleans(),
        st.sampled_from(["#", "?#", ".", "??"]),
    ),
    st.builds(lambda there: {"exists": there}, st.booleans()),
)
LEAVES = st.one_of(
    TESTS.map(lambda test: {"field": "tags['A']", **test}),
    TESTS.filter(lambda test: "exists" not in test).map(lambda test: {"value": "[field('tags[A]')]", **test}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"allOf": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@given(CONDITIONS, st.one_of(st.none(), TEXTS))
def test_the_cases_are_those_in_which_the_evaluator_says_that_the_rule_applies(condition, value):
    try:
        cases = cases_of(read_condition(condition), {})
    except Misread:
        return
    if any(case.unread for case in cases):
        return
    resource = {"type": "Microsoft.Sql/servers", "tags": {} if value is None else {"a": value}}
    outcome = evaluate({"if": condition, "then": {"effect": "deny"}}, resource)
    objects = any(all(_is_in(tag.state, value) for tag in case.tags) for case in cases)
    assert (outcome.denies, outcome.failure) == (objects, "")


def _is_in(state, value: str | None) -> bool:
    if value is None:
        return state.is_missing
    return any(holds(language, value) for language in state.languages) is not state.is_excluding


def test_parameters_of_an_initiative_that_depend_on_the_request_are_said():
    member = {"policyDefinitionId": REQUIRE, "parameters": {"tagName": {"value": "[resourceGroup().name]"}}}
    reading = read({"name": "set", "policyDefinitions": [member]})
    assert [(remark.what, remark.why) for remark in reading.remarks] == [
        ("its parameters", "they depend on the request")
    ]


def test_the_rule_alone_is_read_as_az_takes_it():
    assert asked(read({"if": {"field": FIELD, "exists": False}, "then": {"effect": "audit"}})) == [
        ("CostCenter", True, None)
    ]


def test_a_parameter_of_the_wrong_kind_is_said():
    reading = read({"name": "x", "policyDefinitionId": REQUIRE, "parameters": {"tagName": {"value": ["y"]}}})
    assert reading.mentions == ()
    assert [str(remark.place) for remark in reading.remarks] == ["a.json, `x`"]
