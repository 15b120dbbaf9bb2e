"""YAML as it is read: places, scalars by YAML 1.2, anchors and merges, and what is refused."""

import math

import pytest

from costguard.model.location import Location
from costguard.policy.document import MAX_DEPTH, MAX_VALUES, parse
from costguard.policy.faults import Faults
from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode


def read(text):
    faults = Faults()
    return parse(text, "p.yaml", faults), [(str(each.location), each.message) for each in faults.problems]


def plain(node: Node | None):
    match node:
        case MapNode(pairs=pairs):
            return {pair.key.text: plain(pair.value) for pair in pairs}
        case ListNode(items=items):
            return [plain(item) for item in items]
        case ScalarNode():
            return node.value
        case None:
            return None


def the(text):
    node, problems = read(text)
    assert problems == []
    return plain(node)


def refusal(text):
    node, problems = read(text)
    assert node is None
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("~", None),
        ("null", None),
        ("", None),
        ("007", 7),
        ("-12", -12),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2027-03-31", "2027-03-31"),
        ("'true'", "true"),
        ('"7"', "7"),
        ("!!str 7", "7"),
        ("t3.micro", "t3.micro"),
        ("+1", 1),
        ("=", "="),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(written, value):
    found = the(f"a: {written}")["a"]
    assert (type(found), found) == (type(value), value)


def test_a_number_of_thousands_of_digits_is_read_without_failing():
    assert the("a: " + "9" * 5000) == {"a": math.inf}


def test_scalars_keep_their_text_as_written():
    node, _ = read("a: [100, 007, 1.50, No]")
    assert isinstance(node, MapNode)
    values = node.get("a")
    assert isinstance(values, ListNode)
    assert [item.text for item in values.items if isinstance(item, ScalarNode)] == ["100", "007", "1.50", "No"]


def test_every_node_knows_its_line_and_column_counted_from_one():
    node, _ = read("# first\na:\n  - {b: 1}\n")
    assert isinstance(node, MapNode)
    assert node.pairs[0].key.at == Location("p.yaml", 2, 1)
    values = node.pairs[0].value
    assert isinstance(values, ListNode)
    assert values.items[0].at == Location("p.yaml", 3, 5)


def test_an_alias_is_what_its_anchor_names():
    assert the("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}


def test_a_merge_key_adds_what_is_not_there_and_the_earlier_source_wins():
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}"
    assert the(text)["c"] == {"x": 0, "y": 1, "z": 2}


def test_a_quoted_merge_sign_is_a_key_like_any_other():
    assert the("a: {'<<': 1}") == {"a": {"<<": 1}}


def test_only_mappings_merge():
    assert refusal("a: {<<: 3}") == (
        "p.yaml:1:9",
        "`<<` merges a mapping, or a list of mappings; name one with `*anchor`",
    )


def test_a_duplicate_key_is_a_problem_and_the_first_stays():
    node, problems = read("a: 1\nb: 2\na: 3\n")
    assert problems == [("p.yaml:3:1", "the key `a` is already there on line 1; keep one of them")]
    assert plain(node) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: *x", "p.yaml:1:4", "`*x` names no anchor above it; write `&x` first"),
        ("a: &x [*x]", "p.yaml:1:8", "`*x` stands inside itself; write the value out"),
        (
            "a: !!python/name:os.system x",
            "p.yaml:1:4",
            "the YAML tag `!!python/name:os.system` is not allowed; write the plain value",
        ),
        ("a: !Ref x", "p.yaml:1:4", "the YAML tag `!Ref` is not allowed; write the plain value"),
        ("a: 1\n---\nb: 2", "p.yaml:2:1", "a second document begins here; keep one document a file"),
        ("? [a]\n: 1", "p.yaml:1:3", "a key must be one word or text, not a list or a mapping"),
        ("a: 1\nb: \x07", "p.yaml:2:4", "a control character is not allowed here; remove it"),
        ("a:\n\tb: 1", "p.yaml:2:1", "a tab indents this line; YAML takes spaces only"),
    ],
)
def test_what_is_no_plain_document_is_refused_in_one_sentence_at_its_place(text, place, message):
    assert refusal(text) == (place, message)


def test_bad_syntax_is_told_at_its_place():
    place, message = refusal("rules: [a,\nb: 1")
    assert place.startswith("p.yaml:")
    assert message.startswith("this is not YAML: ")


def test_nothing_is_no_document():
    assert read("") == (None, [])
    assert read("# only a comment\n") == (None, [])


def test_a_bomb_of_aliases_is_refused():
    levels = "\n".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 20))
    place, message = refusal(f"l0: &l0 [x]\n{levels}")
    assert place == "p.yaml"
    assert message == f"the file holds more than {MAX_VALUES:,} values once its aliases are expanded; split it"


def test_a_bomb_of_merges_is_refused():
    levels = "\n".join(f"m{i}: &m{i} {{a{i}: *m{i - 1}, b{i}: *m{i - 1}, <<: *m{i - 1}}}" for i in range(1, 40))
    assert "more than" in refusal(f"m0: &m0 {{x: 1}}\n{levels}")[1]


@pytest.mark.parametrize("text", ["[" * 10_000, "- " * 10_000, "a: " + "{a: " * 60 + "1" + "}" * 60])
def test_a_deep_nest_is_refused(text):
    assert f"this nests more than {MAX_DEPTH} levels deep; flatten it" in refusal(text)[1]


def test_aliases_cannot_nest_deeper_than_writing_can():
    levels = "\n".join(f"l{i}: &l{i} [[[*l{i - 1}]]]" for i in range(1, 30))
    assert "levels deep" in refusal(f"l0: &l0 [x]\n{levels}")[1]
