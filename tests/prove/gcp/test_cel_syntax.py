"""Conditions are read as the language definition of CEL has them, and what is not read is said in words."""

import pytest

from costguard.prove.gcp.cel_macros import expanded
from costguard.prove.gcp.cel_syntax import read_cel
from costguard.prove.gcp.cel_tokens import NotCel
from costguard.prove.gcp.cel_tree import keys_in, written


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c", "((a && b) || c)"),
        ("!a.b == c", "(!a.b == c)"),
        ("a in ['x', \"y\",]", "(a in ['x', 'y'])"),
        ("a.b['c'].d(1, 2.5)", "a.b['c'].d(1, 2.5)"),
        ("x > -3 && y <= 0x10", "((x > -3) && (y <= 16))"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a + b * 2 > 10", "((a + (b * 2)) > 10)"),
        ("x == r'\\d'", r"(x == '\\d')"),
        (r"x == 'it\'s \x41 é'", "(x == 'it\\'s A é')"),
        ("x == '''a'b'''", "(x == 'a\\'b')"),
        ("a // why\n|| b", "(a || b)"),
        ("true != null", "(true != null)"),
        ("-(a)", "-a"),
        ("!!a", "!!a"),
    ],
)
def test_an_expression_is_read(text, read_as):
    assert written(read_cel(text)) == read_as


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it ends too early"),
        ("a &&", "it ends too early"),
        ("a b", "`b` was not expected"),
        ("(a", "`)` is missing"),
        ("[a b]", "`]` is missing before `b`"),
        ("a.'b'", "a name was expected after `.`, not `b`"),
        ("{'a': 1}", "maps are not read"),
        ("a.B{c: 1}", "messages are not read"),
        ("b'x'", "bytes are not read"),
        ("a == 'b", "`'b` is no part of CEL"),
        (r"a == '\d'", "`\\d` is no escape of CEL"),
        ("'\\U00110000'", "`\\U00110000` is no character"),
        ("a = b", "`= b` is no part of CEL"),
        ("(" * 300 + "a" + ")" * 300, "it is nested too deep"),
        ("!" * 300 + "a", "it strings too much together"),
        ("a" + ".b" * 300, "it strings too much together"),
        ("a" + " < a" * 300, "it strings too much together"),
    ],
)
def test_what_is_not_read_is_said(text, words):
    with pytest.raises(NotCel) as refused:
        read_cel(text)
    assert str(refused.value) == words


def test_what_was_written_is_read_again_as_the_same():
    tree = read_cel(r"!('a' in r.l) && r.l['a'].matches('^\\d\'$') ? has(r.x) : size(r.y) >= -1")
    assert read_cel(written(tree)) == tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("['a', 'b'].exists(x, y.contains(x))", "(y.contains('a') || y.contains('b'))"),
        ("['a', 'b'].all(x, x in y)", "(('a' in y) && ('b' in y))"),
        ("[].exists(x, x)", "false"),
        ("[].all(x, x)", "true"),
        ("['a'].exists(x, ['b'].all(z, x == z))", "('a' == 'b')"),
        ("r.labels.exists(x, x == 'a')", "r.labels.exists(x, (x == 'a'))"),
    ],
)
def test_macros_over_lists_are_written_out(text, expected):
    assert written(expanded(read_cel(text))) == expected


def test_long_conditions_are_read_and_written_out():
    text = " || ".join(["['a', 'b'].all(x, x in y)"] * 2000)
    assert written(expanded(read_cel(text))).count("'a' in y") == 2000


def test_the_keys_of_a_map_are_found_wherever_they_are_named():
    tree = read_cel("'a' in r.l || r.l['b'] == 'x' && has(r.l.c) && r.m['d'] == r.l[k]")
    assert list(keys_in(tree, "r.l")) == ["a", "b", "c"]
