"""The policy language as a whole: the sections that a file may hold."""

from typing import Final

from costguard.policy.language.approvals import APPROVAL, BREAK_GLASS, TRUST
from costguard.policy.language.cases import CASE, WAIVER
from costguard.policy.language.names import DIMENSION_NAME
from costguard.policy.language.people import GROUPS, PEOPLE, PROJECT
from costguard.policy.language.rules import RULE
from costguard.policy.language.spending import BUDGET
from costguard.policy.language.taxonomy import DIMENSION
from costguard.policy.shape import Field, ListOf, Number, Record, Shape


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
        Field("groups", GROUPS, "Who belongs to which group of approvers."),
        Field("people", PEOPLE, "Which accounts are one person's, who then counts once."),
        Field(
            "projects", _section(PROJECT), "What the policy itself says of a project, so that no tag says otherwise."
        ),
        Field("trust", TRUST, "Whose agreement an edit of what judges needs."),
        Field("break_glass", BREAK_GLASS, "Who may let a change pass in an emergency."),
        Field("budgets", _section(BUDGET), "What may be spent a month."),
        Field("waivers", _section(WAIVER), "What is excused for a time."),
        Field("tests", _section(CASE), "Tests that the policy ships of itself."),
    ),
    at_least=1,
)
