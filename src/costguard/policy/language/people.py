"""The language of who and where: groups of approvers, the accounts of a person, and projects."""

from typing import Final

from costguard.policy.language.names import GLOBS, IDENTIFIER
from costguard.policy.shape import Either, Field, ListOf, Record, Value

GROUPS: Final = Record("groups", "groups", "Approvers by group.", others=ListOf(Value()), key=IDENTIFIER)

PEOPLE: Final = Record("people", "people", "Accounts by person.", others=ListOf(Value()))

PROJECT: Final = Record(
    "project",
    "a project",
    "What holds for every resource of the projects that have this name; the first entry that matches counts.",
    (
        Field("name", Either((Value(), GLOBS)), "The project's name, or globs of names.", is_required=True),
        Field(
            "dimensions",
            Record("project_dimensions", "`dimensions`", "Dimensions and their values.", others=Value(), at_least=1),
            "What each dimension is there, whatever a tag says.",
            default="none",
        ),
    ),
)
