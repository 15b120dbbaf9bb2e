"""The language of the taxonomy: dimensions, their keys and their values."""

from typing import Final

from costguard.policy.language.names import GLOBS
from costguard.policy.shape import Choice, Day, Either, Field, ListOf, Record, Value

REGISTRY: Final = Record(
    "registry",
    "a registry",
    "A CSV file of values with the dates between which each may be used.",
    (
        Field("file", Value(), "Path of the CSV file, relative to the policy file.", is_required=True),
        Field("column", Value(), "Column of the values.", default="value"),
        Field("valid_from", Value(), "Column of the first day (ISO); an empty cell is open.", default="valid_from"),
        Field("valid_to", Value(), "Column of the last day (ISO); an empty cell is open.", default="valid_to"),
        Field("successor", Value(), "Column of the value that follows a closed one.", default="successor"),
    ),
)

VALUES: Final = Record(
    "values",
    "a test of values",
    "Which values a dimension takes.",
    (
        Field("one_of", ListOf(Value()), "Exactly these."),
        Field("like", GLOBS, "What matches one of these globs."),
        Field("pattern", Value(), "What this RE2 expression matches as a whole."),
        Field("from_csv", Either((Value(), REGISTRY)), "Those of a registry that are valid today."),
    ),
    exactly_one=("one_of", "like", "pattern", "from_csv"),
)

CLOUD_KEYS: Final = Record(
    "cloud_keys",
    "a key for each cloud",
    "A dimension's key on each cloud.",
    (
        Field("aws", Value(), "Tag key on AWS.", default="the name in CamelCase"),
        Field("azure", Value(), "Tag key on Azure.", default="the name in CamelCase"),
        Field("gcp", Value(), "Label key on Google Cloud.", default="the name"),
    ),
    at_least=1,
)

INHERIT: Final = Record(
    "inherit",
    "an inheritance",
    "From where an audit takes a tag that a resource lacks; a plan does not show what will hold its resources.",
    (
        Field(
            "tags_of",
            ListOf(Choice(("resource_group", "account", "folder", "organization"))),
            "Containers whose own tag counts, the nearest first: an Azure resource group; an AWS account, Azure "
            "subscription or Google project; an organisational unit, management group or folder; the organisation.",
        ),
        Field(
            "paths",
            Record("paths", "paths", "A value for each glob on the path of an account.", others=Value()),
            "A value for each glob on the names from the root to the account, as in `Root/Prod/*: prod`; the first "
            "that matches counts.",
        ),
    ),
    at_least=1,
)

DIMENSION: Final = Record(
    "dimension",
    "a dimension",
    "One dimension of the taxonomy: a tag that means the same on every cloud.",
    (
        Field("title", Value(), "What it says of a resource."),
        Field("owner", Value(), "Who keeps its values."),
        Field(
            "key",
            Either((Value(), CLOUD_KEYS)),
            "Its tag key on AWS and Azure (the label on Google Cloud is then the name), or a key for each cloud.",
            default="the name in CamelCase",
        ),
        Field(
            "aliases",
            Record("aliases", "aliases", "Other keys, each with the last day on which it is accepted.", others=Day()),
            "Other keys that are still accepted, each through a date.",
        ),
        Field(
            "values",
            Either((Choice(("any",)), VALUES)),
            "Which values it takes; `any` is every value that is not empty.",
            is_required=True,
        ),
        Field("inherit", INHERIT, "From where an audit takes the tag that a resource lacks."),
    ),
)
