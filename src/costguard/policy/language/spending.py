"""The language of budgets."""

from typing import Final

from costguard.policy.language.names import IDENTIFIER
from costguard.policy.shape import Field, ListOf, Number, Record, Value

BUDGET: Final = Record(
    "budget",
    "a budget",
    "An amount a month for the resources whose dimensions have these values.",
    (
        Field("id", IDENTIFIER, "Unique among budgets, in every file.", is_required=True),
        Field(
            "where",
            Record("where", "`where`", "Dimensions and their values.", others=Value(), at_least=1),
            "Whose spend counts.",
            is_required=True,
        ),
        Field("monthly", Number(is_above=True), "US dollars a month.", is_required=True),
        Field("warn_percent", ListOf(Number(maximum=1000, is_above=True)), "Shares of it at which its owner hears."),
        Field("owner", Value(), "Who answers for it."),
    ),
)
