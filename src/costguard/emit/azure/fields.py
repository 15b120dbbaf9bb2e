"""The names that Azure Policy gives to what rules speak of: tags, the location, and an alias for each attribute."""

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from costguard.catalog import azure_policy
from costguard.catalog.entry import RegionSource
from costguard.catalog.lookup import attribute_names, entry
from costguard.emit.tree import (
    NEVER,
    AttributeNumber,
    AttributeValue,
    Comparison,
    Every,
    Some,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import Language, exactly, holds, pattern
from costguard.languages.unsupported import Unsupported

LOCATION: Final = "location"
RESOURCE_GROUPS: Final = "Microsoft.Resources/subscriptions/resourceGroups"
GLOBAL: Final = "global"
"""The location of what has no region; Microsoft's own "Allowed locations" lets it through (built-in, 2025-03)."""
LOCATIONS: Final = (pattern("[a-z0-9]+"),)
"""What the field can be: Azure takes blanks and capitals out of it (Azure Policy, "Fields", 2025-03)."""
NO_LOCATION: Final = "the type has no location of its own that Azure Policy is sure to see; it is where its parent is"
BOOLEANS: Final = (exactly("true"), exactly("false"))

Kind = Literal["string", "number", "boolean"]


def in_azure_words(tree: Tree, terraform_type: str) -> Tree:
    """The same tree with Azure's fields and values in place of Terraform's; what has no field becomes unsayable.

    What has no region, or the location `global`, breaks no fact about one.
    """
    match tree:
        case Every(parts):
            return every(tuple(in_azure_words(part, terraform_type) for part in parts))
        case Some(parts):
            return some(tuple(in_azure_words(part, terraform_type) for part in parts))
        case AttributeValue("region", languages, wanted):
            return _region(languages, terraform_type, wanted=wanted)
        case AttributeValue(name, languages, wanted):
            return _attribute(name, languages, terraform_type, wanted=wanted)
        case AttributeNumber(name, comparison, bound):
            alias, note, values = _alias(terraform_type, name)
            if not alias or values:
                reason = note or f"`{alias}` is no number, as `{name}` is"
                return Unsayable(f"{name} {comparison} {bound:.15g}", reason)
            return AttributeNumber(alias, comparison, bound)
        case _:
            return tree


@cache
def kinds(arm_name: str) -> Mapping[str, Kind]:
    """What the values of a resource type's aliases are, for those that the catalog has an attribute for."""
    found: dict[str, Kind] = {}
    for terraform_type in azure_policy.terraform_types_of(arm_name):
        known = entry(terraform_type)
        for name in known.attributes if known is not None else ():
            field = azure_policy.field(terraform_type, name)
            if field is not None and field.alias:
                found.setdefault(field.alias, "string" if field.values else attribute_names()[name].kind)
    return found


def is_global(arm_name: str) -> bool:
    """Whether the catalog has only types without a region for it: their location is always `global`."""
    known = [entry(each) for each in azure_policy.terraform_types_of(arm_name)]
    return bool(known) and all(each is not None and each.region is RegionSource.GLOBAL for each in known)


def tag_field(key: str) -> str:
    """The field of a tag; within it an apostrophe is written twice (Azure Policy, "Fields", 2025-03)."""
    escaped = key.replace("'", "''")
    return f"tags['{escaped}']"


def _region(languages: tuple[Language, ...], terraform_type: str, *, wanted: bool) -> Tree:
    known = entry(terraform_type)
    field = azure_policy.field(terraform_type, "region")
    if known is not None and known.region is RegionSource.GLOBAL:
        return NEVER
    if field is None or not field.alias:
        return Unsayable("region", NO_LOCATION)
    locations = tuple(language for language in languages if _can_be_a_location(language))
    if not wanted:
        return AttributeValue(LOCATION, tuple(dict.fromkeys((*locations, exactly(GLOBAL)))), holds=False)
    here = AttributeValue(LOCATION, locations) if locations else NEVER
    if not any(holds(language, GLOBAL) for language in locations):
        return here
    return every((here, AttributeValue(LOCATION, (exactly(GLOBAL),), holds=False)))


def _can_be_a_location(language: Language) -> bool:
    """Regions of other clouds (`us-east-1`) are left out: no location of Azure is spelled so."""
    from costguard.languages.partition import partition

    return any(language in part.languages for part in partition((language,), LOCATIONS))


def _attribute(name: str, languages: tuple[Language, ...], terraform_type: str, *, wanted: bool) -> Tree:
    alias, note, values = _alias(terraform_type, name)
    if not alias:
        return Unsayable(f"{name} {'in' if wanted else 'not in'} {languages}", note)
    if values:
        languages = tuple(
            exactly(theirs) for ours, theirs in values.items() if any(holds(language, ours) for language in languages)
        )
    elif attribute_names()[name].kind == "number":
        return _numbers(alias, languages, wanted=wanted)
    if not languages:
        return NEVER if wanted else every(())
    return AttributeValue(alias, languages, wanted)


def _alias(terraform_type: str, name: str) -> tuple[str, str, Mapping[str, str]]:
    """The alias, or "" and the reason why there is none; with Azure's spelling of Terraform's values."""
    field = azure_policy.field(terraform_type, name)
    if field is None:
        return "", f"no alias of Azure Policy is known for `{name}` of `{terraform_type}`", {}
    if not field.alias:
        return "", f"Azure Policy has no field for `{name}` of `{terraform_type}`: {field.note}", {}
    if "[*]" in field.alias:
        return "", f"`{field.alias}` has several values, and the rule speaks of one `{name}`", {}
    return field.alias, "", field.values


def _numbers(alias: str, languages: tuple[Language, ...], *, wanted: bool) -> Tree:
    """Equality with numbers, as bounds from both sides: a number is never compared as text."""
    trees: list[Tree] = []
    for language in languages:
        number = _number(language)
        if number is None:
            return Unsayable(f"{alias} {language.text}", f"`{alias}` is a number, and `{language.text}` is none")
        low, high = (Comparison.AT_LEAST, Comparison.AT_MOST) if wanted else (Comparison.BELOW, Comparison.ABOVE)
        both = (AttributeNumber(alias, low, number), AttributeNumber(alias, high, number))
        trees.append(every(both) if wanted else some(both))
    return some(tuple(trees)) if wanted else every(tuple(trees))


def _number(language: Language) -> float | None:
    from costguard.languages.finite import strings_of

    try:
        texts = strings_of(language, 1)
        return float(texts[0]) if texts else None
    except (Unsupported, ValueError):
        return None
