"""A tree of facts holds of a request just when its words say so."""

import pytest

from costguard.emit.tree import (
    ALWAYS,
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    NothingSent,
    Sent,
    TagValue,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import exactly
from costguard.prove.evaluate import is_true
from costguard.prove.lower import UNSEEN, formula_of
from costguard.prove.tags import OTHER_KEY, TagModel

TAGS = TagModel(("team", "env"), tells_case=True)
WEB = (exactly("web"),)
ABSENT: dict[str, str] = {}
SENT = {TAGS.spelling("Team"): "Team", TAGS.value("Team"): "web"}
IN_OTHER_CASE = {**SENT, TAGS.spelling("Team"): "TEAM"}
DATA = {**SENT, TAGS.value("Team"): "data"}


@pytest.mark.parametrize(
    ("tree", "values", "holds"),
    [
        (Sent(("Team", "env")), SENT, True),
        (Sent(("Team",)), IN_OTHER_CASE, False),
        (Sent(("Team",), holds=False), IN_OTHER_CASE, True),
        (Sent(("Team", "env"), holds=False), SENT, False),
        (NothingSent(), ABSENT, True),
        (NothingSent(), SENT, False),
        (NothingSent(), {OTHER_KEY: "z"}, False),
        (TagValue("Team", WEB), SENT, True),
        (TagValue("Team", WEB), DATA, False),
        (TagValue("Team", WEB), ABSENT, False),
        (TagValue("Team", WEB, holds=False), SENT, False),
        (TagValue("Team", WEB, holds=False), DATA, True),
        (TagValue("Team", WEB, holds=False), ABSENT, True),
        (AttributeValue("kind", WEB), {"kind": "web"}, True),
        (AttributeValue("kind", WEB, holds=False), {"kind": "web"}, False),
        (AttributeValue("kind", WEB, holds=False), {"kind": "x"}, True),
        (Unsayable("words", "reason"), {f"{UNSEEN}words": "yes"}, True),
        (Unsayable("words", "reason"), ABSENT, False),
        (ALWAYS, ABSENT, True),
        (NEVER, ABSENT, False),
        (every((TagValue("Team", WEB), NothingSent())), SENT, False),
        (some((TagValue("Team", WEB), NothingSent())), SENT, True),
    ],
)
def test_a_tree(tree: Tree, values: dict[str, str], holds: bool) -> None:
    assert is_true(formula_of(tree, TAGS), values) is holds


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        (Comparison.AT_MOST, [True, True, False]),
        (Comparison.BELOW, [True, False, False]),
        (Comparison.AT_LEAST, [False, True, True]),
        (Comparison.ABOVE, [False, False, True]),
    ],
)
def test_a_number(comparison: Comparison, holds: list[bool]) -> None:
    formula = formula_of(AttributeNumber("size", comparison, 8), TAGS)
    assert [is_true(formula, {"size": each}) for each in ("7.5", "8", "9")] == holds
