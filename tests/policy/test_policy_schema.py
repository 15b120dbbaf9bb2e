"""The JSON Schema: sound itself, true to the samples, and of one mind with the reader on any document."""

import json
from pathlib import Path
from typing import assert_never

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costguard.policy.check import check
from costguard.policy.document import parse
from costguard.policy.faults import Faults
from costguard.policy.language.conditions import REFERENCES
from costguard.policy.language.policy import POLICY
from costguard.policy.schema import policy_schema
from costguard.policy.shape import (
    Choice,
    Day,
    Either,
    Flag,
    ListOf,
    Number,
    Record,
    Reference,
    Shape,
    Text,
    Value,
)

SHARED = Path(__file__).parents[3] / "shared" / "policy.yaml"
SAMPLE = sorted((Path(__file__).parent / "sample").rglob("*.y*ml"))

SCHEMA = policy_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker(["date"]))

# No text ends in a newline: there Python's `$`, and so the jsonschema package, differs from JSON Schema's.
WORDS = ("a", "a b", "", " ", "deny", "any", "72h", "2027-03-31", "2027-02-30", "none", "Größe")
KEYS = ("owner", "size_gb", "tag:K", "Bad Key", " ", "any", "not", "one_of", "finops", "aws")
NUMBERS = (0, 1, 2, 50, 100, 101, -1, 1.5, 0.25, 10**15, 10**16, 1e300)
JUNK = st.sampled_from((None, True, 5, "text", [], {}, ["x"], {"x": 1}, [[]]))


def accepts(document):
    """Whether the reader finds nothing wrong with the structure."""
    faults = Faults()
    root = parse(json.dumps(document, ensure_ascii=False), "p.yaml", faults)
    assert root is not None
    check(root, POLICY, "a policy", faults)
    return not faults.problems


@st.composite
def documents(draw, shape: Shape = POLICY, depth: int = 0):  # noqa: C901  (one branch a shape)
    """A document of the shape, with now and then something that does not belong there."""
    if draw(st.integers(0, 30)) == 0:
        return draw(JUNK)
    match shape:
        case Text():
            return draw(st.sampled_from(WORDS))
        case Value():
            return draw(st.sampled_from((*WORDS, 7, True, 1.5)))
        case Number():
            return draw(st.sampled_from(NUMBERS))
        case Flag():
            return draw(st.booleans())
        case Day():
            return draw(st.sampled_from(("2027-03-31", "2027-03-31", "2027-02-30", "20270331", "soon")))
        case Choice(words=words):
            return draw(st.sampled_from((*words, *words, "deny")))
        case ListOf(item=item):
            return draw(st.lists(documents(item, depth + 1), min_size=draw(st.integers(0, 1)), max_size=2))
        case Record():
            return draw(records(shape, depth))
        case Either(options=options):
            return draw(documents(draw(st.sampled_from(options)), depth))
        case Reference(name=name):
            return draw(documents(REFERENCES[name], depth + 2))
        case _:
            assert_never(shape)


@st.composite
def records(draw, shape: Record, depth: int):
    """A mapping with what it must have, some of what it may have, and rarely a key that nobody knows."""
    chosen = draw(st.sampled_from(shape.exactly_one)) if shape.exactly_one else None
    found = {}
    for field in shape.fields:
        optional = field.name not in shape.exactly_one and depth < 8 and draw(st.integers(0, 3)) == 0
        if field.name == chosen or optional or (field.is_required and draw(st.integers(0, 20)) > 0):
            found[field.name] = draw(documents(field.shape, depth + 1))
    if shape.others is not None:
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=2, unique=True)):
            if shape.field(key) is None:
                found[key] = draw(documents(shape.others, depth + 1))
    if draw(st.integers(0, 40)) == 0:
        found["unheard_of"] = 1
    return found


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_of_the_language_is_described():
    records_of = [SCHEMA, *SCHEMA["$defs"].values()]
    properties = [each for record in records_of for each in record.get("properties", {}).values()]
    assert len(properties) > 80
    assert all(each["description"] for each in properties)


def test_every_record_has_a_name_of_its_own():
    """Two records of one name would share a definition, and one of them would be lost."""
    seen: dict[str, Record] = {}

    def walk(shape):
        match shape:
            case Record():
                assert seen.setdefault(shape.name, shape) == shape
                for each in (*(field.shape for field in shape.fields), *([shape.others] if shape.others else [])):
                    walk(each)
            case ListOf(item=item):
                walk(item)
            case Either(options=options):
                for each in options:
                    walk(each)
            case _:
                pass

    walk(POLICY)
    assert {"rule", "condition", "dimension", "waiver", "case"} <= set(seen)


@pytest.mark.parametrize("file", SAMPLE, ids=lambda file: file.name)
def test_the_samples_of_the_tests_are_valid(file):
    assert list(VALIDATOR.iter_errors(as_json(file))) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the contract sample lies beside the project, and is absent here")
def test_the_contract_sample_is_valid():
    assert list(VALIDATOR.iter_errors(as_json(SHARED))) == []


def as_json(file):
    """The file as an editor sees it, with dates as text."""
    return json.loads(json.dumps(yaml.safe_load(file.read_text()), default=str), object_hook=_with_text_keys)


def _with_text_keys(mapping):
    return {str(key): value for key, value in mapping.items()}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_the_reader_and_the_schema_agree_on_the_structure_of_any_document(document):
    assert accepts(document) is VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "document",
    [
        {"rules": [{"id": "a", "require": {"size_gb": {"at_most": 1}}}]},
        {"rules": [{"id": "a", "require": {"any": [{"not": {"x": {"present": True}}}]}}]},
        {"taxonomy": {"a": {"values": {"from_csv": {"file": "a.csv"}}}}},
    ],
)
def test_both_accept_what_is_right(document):
    assert accepts(document)
    assert VALIDATOR.is_valid(document)


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"rules": [{"id": "a"}]},
        {"rules": [{"id": "a", "require": {"any": []}}]},
        {"rules": [{"id": "a", "require": {"any": [{}]}}]},
        {"rules": [{"id": "a", "require": {"x": {}}}]},
        {"rules": [{"id": "a", "require": {"x": {"one_of": ["v", "v"]}}}]},
        {"rules": [{"id": "a", "require_tags": ["x"], "forbid": {"x": {"present": True}}}]},
        {"budgets": [{"id": "b", "where": {"a": "x"}, "monthly": 0}]},
    ],
)
def test_both_refuse_what_is_wrong(document):
    assert not accepts(document)
    assert not VALIDATOR.is_valid(document)
