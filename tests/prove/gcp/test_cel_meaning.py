"""A condition means to us what it means to CEL engines: true, false or an error, of every request."""

import pytest
from google_judges import ERROR, celpy, formula_holds, google
from hypothesis import given, settings
from hypothesis import strategies as st

from costguard.prove.gcp.cel_macros import expanded
from costguard.prove.gcp.cel_meaning import meaning
from costguard.prove.gcp.cel_syntax import read_cel
from costguard.prove.gcp.context import context_of
from costguard.prove.tags import TagModel

CAI = "compute.googleapis.com/Disk"
TAGS = TagModel(("env", "team"), tells_case=False)


def meaning_of(condition):
    return meaning(expanded(read_cel(condition)), context_of(CAI, "resource.labels", TAGS))


def ours(condition, labels, fields):
    """What our formulas say of a request: True, False or ERROR; exactly one of the three is so."""
    found = meaning_of(condition)
    assert found.misread == ()
    values = {TAGS.spelling(key): key for key in labels} | {TAGS.value(key): value for key, value in labels.items()}
    values |= {f"resource.{name}": _as_text(value) for name, value in fields.items()}
    verdict = found.verdict
    said = [formula_holds(each, values) for each in (verdict.holds, verdict.fails, verdict.errs)]
    assert sum(said) == 1
    return (True, False, ERROR)[said.index(True)]


def _as_text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


FIELDS = {"sizeGb": 100, "name": "disk-a.b", "type": "zones/z/diskTypes/pd-ssd", "flag": True}


@pytest.mark.parametrize(
    "condition",
    [
        "'env' in resource.labels",
        "!('env' in resource.labels)",
        "resource.labels['env'] == 'prod'",
        "resource.labels.env != 'prod'",
        "'prod' == resource.labels['env']",
        "'env' in resource.labels && resource.labels['env'] in ['prod', 'dev']",
        "resource.labels['env'] in ['prod', 'dev'] || !('env' in resource.labels)",
        "resource.labels['env'] in []",
        "has(resource.labels.env) ? resource.labels.env == 'prod' : false",
        "has(resource.labels.env)",
        "size(resource.labels) == 0",
        "resource.labels.size() > 0",
        "resource.labels['env'].startsWith('pr')",
        "resource.labels['env'].endsWith('d')",
        "resource.labels['env'].contains('ro')",
        "resource.labels['env'].matches('r')",
        "resource.labels['env'].matches('^pr')",
        "resource.labels['env'].matches('^(?:prod|dev)$')",
        "resource.labels['env'].matches('prod|^d')",
        "matches(resource.labels['env'], '(?i)PROD')",
        "size(resource.labels['env']) >= 4",
        "size(resource.labels['env']) < 4",
        "size(resource.labels['env']) != 4",
        "'Env' in resource.labels",
        "resource.labels['Env'] == 'prod'",
        "resource.sizeGb <= 100",
        "resource.sizeGb < 100",
        "resource.sizeGb >= 101",
        "100 < resource.sizeGb",
        "resource.sizeGb == 100",
        "resource.sizeGb != 100",
        "resource.sizeGb in [1, 100]",
        "int(resource.sizeGb) > 99",
        "resource.name.contains('a.b')",
        "resource.name.matches('a.b$')",
        "resource.name == 'disk-a.b'",
        "resource.type.endsWith('/pd-ssd')",
        "resource.flag",
        "!resource.flag",
        "resource.flag == false",
        "['a', 'ssd'].exists(x, resource.type.endsWith(x))",
        "['env', 'team'].all(k, k in resource.labels)",
        "true || resource.labels['env'] == 'x'",
        "resource.labels['env'] == 'x' || true",
        "resource.labels['env'] == 'x' && false",
        "!(resource.labels['env'] == 'x' && true)",
        "'abc'.contains('b') && 'a' == 'a' && 1 != 2 && 1 in [1, 2]",
    ],
)
@pytest.mark.parametrize("labels", [{}, {"env": "prod"}, {"env": "dev"}, {"env": "", "team": "x"}], ids=str)
def test_a_condition_means_what_engines_make_of_it(condition, labels):
    resource = {"labels": labels, **FIELDS}
    said = ours(condition, labels, FIELDS)
    assert (google(condition, resource), celpy(condition, resource)) == (said, said)


TESTS = st.sampled_from(
    [
        "'env' in resource.labels",
        "resource.labels['env'] == 'a'",
        "resource.labels['env'].startsWith('a')",
        "resource.labels['team'] in ['a', 'b']",
        "has(resource.labels.team)",
        "resource.labels.team != 'b'",
        "resource.sizeGb > 10",
        "resource.sizeGb == 10",
        "true",
        "false",
    ]
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda each: f"({each[0]} {each[1]} {each[2]})"),
        st.tuples(inner, inner, inner).map(lambda each: f"({each[0]} ? {each[1]} : {each[2]})"),
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(
    condition=CONDITIONS,
    labels=st.dictionaries(st.sampled_from(["env", "team"]), st.sampled_from(["", "a", "ab", "b"])),
    size=st.integers(8, 12),
)
def test_any_condition_means_what_googles_engine_makes_of_it(condition, labels, size):
    resource = {"labels": labels, "sizeGb": size}
    assert google(condition, resource) == ours(condition, labels, {"sizeGb": size})


@pytest.mark.parametrize(
    ("condition", "misread"),
    [
        ("resource.labels.exists(k, k == 'x')", "the method `exists` is not known here"),
        ("resource.name == resource.zone", "it compares two values of the request"),
        ("resource.sizeGb == 'x'", "it compares a number as a text"),
        ("resource.type > 3", "it compares a text as a number"),
        ("resource.sizeGb + 1 > 3", "it is no field of the resource"),
        ("resource.name < 'b'", "it compares what is not compared here"),
        ("resource.name in resource.names", "what it looks through is no list that is spelled out"),
        ("resource.labels[resource.key] == 'x'", "it is no field of the resource"),
        ("request.user == 'x'", "it is no field of the resource"),
        ("has(resource.unheardOf)", "whether a field is set is not known here"),
        ("resource.type", "`resource.type` is no boolean"),
        ("resource.labels['é'] == 'x'", "the label key `é` is not ASCII"),
        ("'x'", "it is no condition"),
        ("size(resource.labels) > 3", "the labels are counted"),
        ("foo(resource.name)", "the function `foo` is not known here"),
        ("resource.labels['env'].matches(r'\\bx')", None),
    ],
)
def test_what_is_not_understood_is_left_open_in_words(condition, misread):
    (words,) = meaning_of(condition).misread
    assert words.startswith("`")
    assert misread is None or words.endswith(f"` is left open: {misread}")


def test_only_the_part_that_is_not_understood_is_left_open():
    found = meaning_of("false && resource.labels.exists(k, k == 'x')")
    assert not formula_holds(found.verdict.holds, {})
    assert found.misread == (
        "`resource.labels.exists(k, (k == 'x'))` is left open: the method `exists` is not known here",
    )


def test_a_field_is_not_compared_both_as_text_and_as_number():
    found = meaning_of("resource.weight == 'x' || resource.weight > 3")
    assert found.misread == ("`(resource.weight > 3)` is left open: it compares a text as a number",)
