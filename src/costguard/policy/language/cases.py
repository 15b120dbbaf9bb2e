"""The language of waivers and of the tests that a policy ships."""

from typing import Final

from costguard.policy.language.names import GLOBS
from costguard.policy.shape import Choice, Day, Either, Field, ListOf, Record, Value

WAIVER: Final = Record(
    "waiver",
    "a waiver",
    "An excuse for one rule on some resources, for a time.",
    (
        Field("rule", Value(), "A rule's id, or a glob of ids.", is_required=True),
        Field("resources", GLOBS, "Globs of Terraform addresses.", is_required=True),
        Field("reason", Value(), "Why it is excused.", is_required=True),
        Field("ticket", Value(), "Where it is tracked.", is_required=True),
        Field("approved_by", Value(), "Who excused it.", is_required=True),
        Field("expires", Day(), "The last day on which it excuses anything.", is_required=True),
    ),
)

_TAG_MAP: Final = Record("tag_map", "tags", "Tag keys and values.", others=Value(may_be_empty=True))

RESOURCE: Final = Record(
    "resource",
    "a resource",
    "The resource of a test; it has what is written here and nothing else.",
    (
        Field("type", Value(), "Its Terraform type.", is_required=True),
        Field("address", Value(), "Its address.", default="the type and `.example`"),
        Field("tags", _TAG_MAP, "Tags set on it."),
        Field("default_tags", _TAG_MAP, "Tags that its provider sets."),
        Field("inherited", _TAG_MAP, "Tags that come from above it."),
        Field(
            "attributes",
            Record(
                "attribute_map",
                "attributes",
                "Catalog attributes or `attr:` paths, each with a value or a list of values.",
                others=Either((Value(may_be_empty=True), ListOf(Value(may_be_empty=True)))),
            ),
            "Its attributes.",
        ),
        Field("unknown", ListOf(Value()), "Known only after apply: `tags`, `tag:Key`, or an attribute."),
        Field("unset", ListOf(Value()), "Attributes that are not set and whose default nobody documents."),
        Field(
            "action",
            Choice(("create", "update", "replace", "delete", "no-op", "existing")),
            "What the plan does.",
            default="create",
        ),
    ),
)

EXPECTATION: Final = Record(
    "expectation",
    "an expected finding",
    "A finding that the test expects.",
    (
        Field(
            "code",
            Choice(("missing", "empty", "invalid", "misspelled", "unknown", "forbidden", "exceeds", "expired-waiver")),
            "What kind of fault.",
            is_required=True,
        ),
        Field("key", Value(), "The tag key or attribute that it names.", default="any"),
        Field("rule", Value(), "The rule that it breaks.", default="any"),
        Field("state", Choice(("violation", "undecided", "waived")), "How certain it is.", default="violation"),
    ),
)

CASE: Final = Record(
    "case",
    "a test",
    "A test that the policy ships: this resource, judged, gives exactly these findings.",
    (
        Field("name", Value(), "What it shows, as a sentence.", is_required=True),
        Field("rule", Value(), "The only rule that it is judged by.", default="all of them"),
        Field("resource", RESOURCE, "The resource.", is_required=True),
        Field(
            "expect", Either((Choice(("pass",)), ListOf(EXPECTATION))), "`pass`, or every finding.", is_required=True
        ),
    ),
)
