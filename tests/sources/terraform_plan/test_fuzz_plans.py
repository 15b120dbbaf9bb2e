"""Whatever a plan holds: it is judged, or refused in our own words. Nothing else ever comes out."""

import copy
import json
from datetime import date
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from plan_builder import PLANS, read

from costguard.engine.decide import decide
from costguard.engine.judge import judge
from costguard.model.errors import CostguardError
from costguard.policy.load import load
from costguard.reports.options import ReportOptions
from costguard.reports.registry import render

NAMES = ("provider_instances", "sensitive_values", "unknown_tags")
ORIGINALS = {name: (PLANS / name / "plan.json").read_bytes() for name in NAMES}
SECRET = "hush"  # noqa: S105  (what every made-up secret of the sensitive plan holds)
FAST_FORMATS = ("json", "csv")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**18, 10**30, 10**400, -1, 0]),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(["create", "tags", "\ud800", "aws", "var.region", "us-east-1", "module.a:aws", "[0]", "../.."]),
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["tags", "key", "value", "constant_value", "references", "a"]), inner, max_size=3
        ),
    ),
    max_leaves=6,
)
FUZZING = settings(max_examples=120, deadline=None)


@cache
def policy():
    return load([PLANS / "full_policy.yaml"], date(2026, 11, 22))


def judged(content):
    """Everything that the fast reports say of an input, or the sentence with which it is refused."""
    asked = policy()  # outside of what may fail
    try:
        plans = read(content)
        resources = tuple(plans.resources(with_no_ops=True, with_before=True))
        judgement = judge(resources, asked, new_only=True)
        verdict = decide(judgement, asked, plans.input, resources=plans.count, notes=plans.notes)
        return "".join(render(name, verdict, ReportOptions(show_debt=True)) for name in FAST_FORMATS)
    except CostguardError as error:
        return f"refused: {error}"


def assert_one_sentence_or_a_report(answer):
    assert answer.startswith("{") or (answer.startswith("refused: ") and "\n" not in answer)


def places(node, path=()):
    """The path of every node below a document."""
    if path:
        yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


@cache
def places_in(name):
    return tuple(places(json.loads(ORIGINALS[name])))


def changed(document, path, draw_json, kind):
    """The document with one node dropped, replaced, or put in a list beside itself."""
    document = copy.deepcopy(document)
    parent = document
    for key in path[:-1]:
        parent = parent[key]
    match kind:
        case "drop":
            del parent[path[-1]]
        case "replace":
            parent[path[-1]] = draw_json
        case "double":
            parent[path[-1]] = [parent[path[-1]], parent[path[-1]]]
    return document


KINDS = st.sampled_from(["drop", "replace", "double"])


@FUZZING
@given(st.data())
def test_a_plan_with_other_nodes_is_judged_or_refused(data):
    name = data.draw(st.sampled_from(NAMES))
    document = json.loads(ORIGINALS[name])
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        path = data.draw(st.sampled_from(places_in(name)))
        try:
            document = changed(document, path, data.draw(ANY_JSON), data.draw(KINDS))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken this place away
    assert_one_sentence_or_a_report(judged(json.dumps(document)))


@FUZZING
@given(st.data())
def test_a_plan_with_other_bytes_is_judged_or_refused(data):
    content = ORIGINALS[data.draw(st.sampled_from(NAMES))]
    at = data.draw(st.integers(min_value=0, max_value=len(content)))
    until = data.draw(st.integers(min_value=at, max_value=min(len(content), at + 40)))
    inserted = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"{", b"}", b'"', b",", b"null", b"\\u"])))
    assert_one_sentence_or_a_report(judged(content[:at] + inserted + content[until:]))


@FUZZING
@given(st.data())
def test_a_marked_secret_stays_hidden_whatever_else_the_plan_holds(data):
    document = json.loads(ORIGINALS["sensitive_values"])
    unmarked = [
        path
        for path in places_in("sensitive_values")
        if path[0] == "resource_changes" and "after_sensitive" not in path and path[-1] in path[3:]
    ]
    document = changed(document, data.draw(st.sampled_from(unmarked)), data.draw(ANY_JSON), data.draw(KINDS))
    assert SECRET not in judged(json.dumps(document))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_refused(content):
    assert_one_sentence_or_a_report(judged(content))


@settings(max_examples=40, deadline=None)
@given(ANY_JSON)
def test_any_json_at_all_is_judged_or_refused(value):
    assert_one_sentence_or_a_report(judged(json.dumps(value)))
