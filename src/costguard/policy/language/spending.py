"""The language of money: approvals by cost, and budgets."""

from typing import Final

from costguard.policy.language.names import IDENTIFIER
from costguard.policy.language.rules import APPROVERS
from costguard.policy.shape import Choice, Field, ListOf, Number, Record, Text, Value

_DURATION: Final = Text(r"^[1-9][0-9]{0,3}[hd]$", "a time in hours or days such as `72h` or `7d`")
_ABOVE: Final = Field("above", Number(), "Crossed when the measure is above this.", is_required=True)


def _threshold(name: str) -> Record:
    return Record(name, "a threshold", "A measure and its limit.", (_ABOVE,))


THRESHOLDS: Final = Record(
    "thresholds",
    "thresholds",
    "What is measured of a change's cost (USD); any that is crossed suffices.",
    (
        Field("monthly_increase", _threshold("monthly_increase"), "By how much a month costs more."),
        Field(
            "increase_percent",
            Record(
                "increase_percent",
                "a threshold",
                "A share and its limit.",
                (_ABOVE, Field("floor", Number(), "Counts only from this increase a month on.")),
            ),
            "By how much a month costs more, in percent of what it cost.",
        ),
        Field("monthly_total", _threshold("monthly_total"), "What a month costs after the change."),
        Field("unpriced", _threshold("unpriced"), "How many resources have no price."),
        Field("budget_overrun", _threshold("budget_overrun"), "By how much a budget is overrun."),
    ),
    at_least=1,
)

APPROVAL: Final = Record(
    "approval",
    "an approval",
    "When the cost of a change needs people, and whom.",
    (
        Field("id", IDENTIFIER, "Unique among rules and approvals, in every file.", is_required=True),
        Field("title", Value(), "What it asks, in one line."),
        Field("any", THRESHOLDS, "When it is asked.", is_required=True),
        Field("require", ListOf(APPROVERS), "Who has to agree.", is_required=True),
        Field("exclude", ListOf(Choice(("author", "committers", "triggerer"))), "Who may not agree."),
        Field(
            "binding",
            Choice(("exact", "ceiling")),
            "What the approval holds for: this very plan, or any up to the approved cost.",
            default="exact",
        ),
        Field(
            "headroom_percent", Number(maximum=100), "How far above the approved cost a ceiling reaches.", default="0"
        ),
        Field("expires", _DURATION, "How long the approval is good.", default="72h"),
    ),
)

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
