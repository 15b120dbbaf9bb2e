"""The language of rules: which resources, when, what is asked, and what follows."""

from typing import Final

from costguard.policy.language.conditions import CONDITION
from costguard.policy.language.names import GLOBS, IDENTIFIER
from costguard.policy.shape import Choice, Field, Flag, ListOf, Number, Record, Value

_PLAN_WORDS: Final = ("deny", "require_approval", "advise", "none")

APPROVERS: Final = Record(
    "approvers",
    "an approver group",
    "How many people of a group have to agree.",
    (
        Field("group", Value(), "A group of `groups`.", is_required=True),
        Field("count", Number(minimum=1, maximum=100, is_whole=True), "How many of them.", default="1"),
    ),
)

SCOPE: Final = Record(
    "scope",
    "`applies_to`",
    "Which resources a rule speaks of; every entry narrows it.",
    (
        Field("taggable", Flag(), "Only those that can (or cannot) carry tags."),
        Field("types", GLOBS, "Only these Terraform types; globs are allowed."),
        Field("clouds", ListOf(Choice(("aws", "azure", "gcp"))), "Only these clouds."),
        Field("except", GLOBS, "Not these Terraform types; globs are allowed."),
    ),
    at_least=1,
)

EFFECT: Final = Record(
    "effect",
    "`effect`",
    "What the rule does in each place.",
    (
        Field("plan", Choice(_PLAN_WORDS), "To a Terraform plan.", default="deny"),
        Field("audit", Choice(("report", "none")), "In an audit of what runs.", default="report"),
        Field("cloud", Choice(("deny", "audit", "none")), "As the cloud's own guardrail.", default="none"),
    ),
    at_least=1,
)

RULE: Final = Record(
    "rule",
    "a rule",
    "One rule: which resources, when, what is asked of them, and what follows where it is not so.",
    (
        Field("id", IDENTIFIER, "Unique among rules and approvals, in every file.", is_required=True),
        Field("title", Value(), "What it asks, in one line."),
        Field("why", Value(), "Why it is asked."),
        Field("fix", Value(), "How a person makes it right."),
        Field("applies_to", SCOPE, "Which resources.", default="all"),
        Field("when", CONDITION, "Under which condition.", default="always"),
        Field(
            "require_tags", ListOf(Value()), "Dimensions, or raw keys `tag:Key`, that must be there with a right value."
        ),
        Field("require", CONDITION, "What must hold."),
        Field("forbid", CONDITION, "What must not hold."),
        Field("on_unknown", Choice(_PLAN_WORDS), "What follows where nobody can know yet.", default="advise"),
        Field("effect", EFFECT, "What the rule does in each place."),
        Field("approvers", ListOf(APPROVERS), "Who approves; needed with `require_approval`, and only there."),
    ),
    exactly_one=("require_tags", "require", "forbid"),
)
