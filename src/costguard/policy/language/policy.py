"""The policy language as a whole: the sections that a file may hold."""

from typing import Final

from costguard.policy.language.cases import CASE, WAIVER
from costguard.policy.language.names import DIMENSION_NAME, IDENTIFIER
from costguard.policy.language.rules import RULE
from costguard.policy.language.spending import APPROVAL, BUDGET
from costguard.policy.language.taxonomy import DIMENSION
from costguard.policy.shape import Field, ListOf, Number, Record, Shape, Value


def _section(item: Shape) -> ListOf:
    return ListOf(item, at_least=0)


POLICY: Final = Record(
    "policy",
    "a policy",
    "A costguard policy. A file may hold any of the sections; the files of a folder merge.",
    (
        Field("version", Number(minimum=1, maximum=1, is_whole=True), "Of the language; 1.", default="1"),
        Field(
            "taxonomy",
            Record("taxonomy", "the taxonomy", "Dimensions by name.", others=DIMENSION, key=DIMENSION_NAME),
            "The tags that this organisation speaks of.",
        ),
        Field("rules", _section(RULE), "What is asked of resources."),
        Field("approvals", _section(APPROVAL), "When the cost of a change needs people."),
        Field(
            "groups",
            Record("groups", "groups", "Approvers by group.", others=ListOf(Value()), key=IDENTIFIER),
            "Who belongs to which group of approvers.",
        ),
        Field("budgets", _section(BUDGET), "What may be spent a month."),
        Field("waivers", _section(WAIVER), "What is excused for a time."),
        Field("tests", _section(CASE), "Tests that the policy ships of itself."),
    ),
    at_least=1,
)
