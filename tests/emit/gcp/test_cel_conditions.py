"""Conditions read as a platform engineer would write them."""

import pytest

from costguard.emit.gcp.cel import Words, condition
from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    NothingSent,
    Sent,
    TagValue,
    every,
    some,
)
from costguard.languages.language import exactly, glob, pattern

WORDS = Words("resource.labels", frozenset({"resource.flag"}))


def tag(*languages, holds=True):
    return TagValue("k", languages, holds)


def name(*languages, holds=True):
    return AttributeValue("resource.name", languages, holds)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (ALWAYS, "true"),
        (NEVER, "false"),
        (NothingSent(), "size(resource.labels) == 0"),
        (Sent(("k",)), "'k' in resource.labels"),
        (Sent(("k", "l")), "'k' in resource.labels || 'l' in resource.labels"),
        (Sent(("k", "l"), holds=False), "!('k' in resource.labels) && !('l' in resource.labels)"),
        (tag(exactly("a")), "'k' in resource.labels && resource.labels['k'] == 'a'"),
        (tag(exactly("a"), holds=False), "!('k' in resource.labels && resource.labels['k'] == 'a')"),
        (
            some((Sent(("k",), holds=False), tag(exactly("a"), holds=False))),
            "!('k' in resource.labels && resource.labels['k'] == 'a')",
        ),
        (
            every((Sent(("k",)), tag(exactly("a"), holds=False))),
            "'k' in resource.labels && resource.labels['k'] != 'a'",
        ),
        (
            every((Sent(("k",)), tag(exactly("a")))),
            "'k' in resource.labels && resource.labels['k'] == 'a'",
        ),
        (
            every((Sent(("k",)), some((tag(exactly("")), tag(glob("a*"), holds=False))))),
            "'k' in resource.labels && (resource.labels['k'] == '' || !resource.labels['k'].startsWith('a'))",
        ),
        (name(exactly("a"), exactly("b")), "resource.name in ['a', 'b']"),
        (name(exactly("a"), exactly("b"), holds=False), "!(resource.name in ['a', 'b'])"),
        (name(glob("a*")), "resource.name.startsWith('a')"),
        (name(glob("*a"), holds=False), "!resource.name.endsWith('a')"),
        (name(glob("*a*")), "resource.name.contains('a')"),
        (name(glob("*")), "true"),
        (name(glob("*"), holds=False), "false"),
        (name(glob("?*")), "resource.name != ''"),
        (name(glob("?*"), holds=False), "resource.name == ''"),
        (name(glob("a?c*d")), "resource.name.matches('^a.c.*d$')"),
        (name(glob("*a?")), "resource.name.matches('a.$')"),
        (name(pattern("a|b")), "resource.name.matches('^(?:a|b)$')"),
        (name(pattern(r"\d+")), r"resource.name.matches('^(?:\\d+)$')"),
        (name(pattern(r"\Qa.")), r"resource.name.matches('^(?:\\Qa.\\E)$')"),
        (name(pattern("a", folded=True)), "resource.name.matches('^(?i:a)$')"),
        (name(exactly("it's \\")), r"resource.name == 'it\'s \\'"),
        (name(), "false"),
        (
            name(exactly("a"), glob("b*"), holds=False),
            "!(resource.name == 'a' || resource.name.startsWith('b'))",
        ),
        (AttributeValue("resource.flag", (exactly("true"),)), "resource.flag == true"),
        (AttributeValue("resource.flag", (exactly("false"),)), "resource.flag == false"),
        (AttributeNumber("resource.size", Comparison.ABOVE, 10.0), "resource.size > 10"),
    ],
)
def test_a_fact_is_written_plainly(tree, text):
    assert condition(tree, WORDS) == text


def test_a_long_list_is_written_short_where_that_is_asked_for():
    short = Words("resource.labels", is_short=True)
    texts = tuple(exactly(f"cc-{place}") for place in range(100, 200))
    assert condition(name(*texts), short) == "resource.name.matches('^cc-1[0-9][0-9]$')"


def test_what_is_short_as_a_list_stays_one():
    short = Words("resource.labels", is_short=True)
    assert condition(name(exactly("a"), exactly("b*")), short) == "resource.name in ['a', 'b*']"
