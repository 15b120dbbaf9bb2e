"""The language of approvals: when a change needs people and whom, who may change the rules, and emergencies."""

from typing import Final

from costguard.policy.language.names import DURATION, GLOBS, IDENTIFIER
from costguard.policy.language.rules import APPROVERS
from costguard.policy.shape import Choice, Field, ListOf, Number, Record, Value

_ABOVE: Final = Field("above", Number(), "Crossed when the measure is above this.", is_required=True)
_BY: Final = Field(
    "by", Value(), "Summed for each value of this dimension.", default="`owner` where the taxonomy has it, else all"
)


def _threshold(name: str) -> Record:
    return Record(name, "a threshold", "A measure and its limit.", (_ABOVE,))


def _rolling(name: str) -> Record:
    return Record(name, "a threshold", "A sum over days and its limit.", (_ABOVE, _BY))


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
        Field(
            "increase_over_7_days",
            _rolling("increase_over_7_days"),
            "By how much a month costs more by all changes of seven days, this one included.",
        ),
        Field(
            "increase_over_30_days",
            _rolling("increase_over_30_days"),
            "By how much a month costs more by all changes of thirty days, this one included.",
        ),
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
        Field("projects", GLOBS, "Globs of the projects that it speaks of.", default="all"),
        Field("any", THRESHOLDS, "When it is asked.", is_required=True),
        Field(
            "on_unknown",
            Choice(("require_approval", "advise")),
            "What follows where the change leaves open whether a limit is crossed.",
            default="require_approval",
        ),
        Field("require", ListOf(APPROVERS), "Who has to agree.", is_required=True),
        Field(
            "exclude",
            ListOf(Choice(("author", "committers", "triggerer")), at_least=0),
            "Who may not agree; `[]` lets everybody.",
            default="all three",
        ),
        Field(
            "evidence",
            ListOf(Choice(("record", "comment", "review"))),
            "How people may say that they agree.",
            default="in any of these ways",
        ),
        Field(
            "binding",
            Choice(("exact", "ceiling")),
            "What the approval holds for: this very plan, or any up to the approved cost.",
            default="exact",
        ),
        Field(
            "headroom_percent", Number(maximum=100), "How far above the approved cost a ceiling reaches.", default="0"
        ),
        Field("expires", DURATION, "How long the approval is good.", default="72h"),
    ),
)

TRUST: Final = Record(
    "trust",
    "`trust`",
    "Whose agreement a change needs that edits what judges it. One over all files.",
    (
        Field("owners", ListOf(APPROVERS), "Who has to agree to such an edit.", default="nobody can"),
        Field("files", GLOBS, "Globs of files that judge besides the policy's own.", default="none"),
    ),
    at_least=1,
)

BREAK_GLASS: Final = Record(
    "break_glass",
    "`break_glass`",
    "Who may let a change pass in an emergency. One over all files.",
    (
        Field("require", ListOf(APPROVERS), "Who has to say that it is one.", is_required=True),
        Field("expires", DURATION, "How long it holds.", default="4h"),
        Field("ticket", Choice(("required", "optional")), "Whether a ticket has to be named.", default="required"),
        Field("post_review", DURATION, "By when others have to have looked at it.", default="2d"),
    ),
)
