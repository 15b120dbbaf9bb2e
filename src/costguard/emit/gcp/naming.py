"""Puts a rule's tree into Google Cloud's names: fields for attributes, URLs for names, whole numbers for bounds."""

from math import ceil, floor
from typing import Final

from costguard.catalog.gcp_org_policy import gcp_field
from costguard.emit.gcp.fields import LOCATION, Field, field
from costguard.emit.gcp.urls import lifted
from costguard.emit.tree import (
    ALWAYS,
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
from costguard.languages.language import Language, Linear, Notation, exactly, holds

_NO_FIELD: Final = "custom constraints see no field for `{attribute}` of this type{note}"
_NO_NUMBER: Final = "`{attribute}` is a number there, and only a list of whole numbers can be compared with it"
_NO_URL: Final = "`{attribute}` is a URL there, and its pattern cannot stand inside one: leave out its `^` and `$`"


def in_google_words(tree: Tree, terraform_type: str, region: Field | None) -> Tree:
    """The same tree with fields in place of attribute names; what has no field becomes unsayable.

    `region` is where the type's place is looked up: a field, the variable LOCATION, or nowhere.
    """
    match tree:
        case Every(parts):
            return every(tuple(in_google_words(part, terraform_type, region) for part in parts))
        case Some(parts):
            return some(tuple(in_google_words(part, terraform_type, region) for part in parts))
        case AttributeValue(name, languages, is_wanted):
            own = region if name == "region" else field(terraform_type, name)
            if own is None:
                return Unsayable(f"{name} {languages} {is_wanted}", _missing(terraform_type, name))
            return _value(own, name, languages, is_wanted=is_wanted)
        case AttributeNumber(name, comparison, bound):
            own = field(terraform_type, name)
            if own is None or own.form != "number":
                return Unsayable(f"{name} {comparison} {bound}", _missing(terraform_type, name))
            return _number(own.path, comparison, bound)
        case _:
            return tree


def location_field() -> Field:
    """The place of a resource, where the managed constraint looks at it."""
    return Field(LOCATION, "text")


def _missing(terraform_type: str, attribute: str) -> str:
    known = gcp_field(terraform_type, attribute)
    note = f" ({known.note.rstrip('.')})" if known is not None and known.note else ""
    return _NO_FIELD.format(attribute=attribute, note=note)


def _value(own: Field, name: str, languages: tuple[Language, ...], *, is_wanted: bool) -> Tree:
    match own.form:
        case "text":
            return AttributeValue(own.path, languages, is_wanted)
        case "flag":
            return _flag(own.path, languages, is_wanted=is_wanted)
        case "number":
            reason = _NO_NUMBER.format(attribute=name)
            numbers = _numbers(own.path, languages, is_wanted=is_wanted)
            return Unsayable(f"{name} {languages} {is_wanted}", reason) if numbers is None else numbers
        case "url":
            urls = [lifted(language, own.collection) for language in languages]
            known = tuple(url for url in urls if url is not None)
            if len(known) < len(urls):
                return Unsayable(f"{name} {languages} {is_wanted}", _NO_URL.format(attribute=name))
            return AttributeValue(own.path, known, is_wanted)


def _flag(path: str, languages: tuple[Language, ...], *, is_wanted: bool) -> Tree:
    """A boolean has two values: the one that passes, if it is just one, says all."""
    passing = [
        value for value in ("true", "false") if any(holds(language, value) for language in languages) is is_wanted
    ]
    match passing:
        case [one]:
            return AttributeValue(path, (exactly(one),))
        case []:
            return NEVER
        case _:
            return ALWAYS


def _numbers(path: str, languages: tuple[Language, ...], *, is_wanted: bool) -> Tree | None:
    """Equal to one of the listed numbers, or to none; None where something else than whole numbers is listed."""
    found: list[int] = []
    for language in languages:
        is_text = isinstance(language, Linear) and language.notation is Notation.EXACT
        if not is_text or not language.text.removeprefix("-").isdecimal():
            return None
        found.append(int(language.text))
    if is_wanted:
        return some(tuple(every((_at_most(path, each), _above(path, each - 1))) for each in found))
    return every(tuple(some((_above(path, each), _at_most(path, each - 1))) for each in found))


def _number(path: str, comparison: Comparison, bound: float) -> Tree:
    """Compared in whole numbers, as the field is one; `at most` and `above` say the others too."""
    match comparison:
        case Comparison.AT_MOST:
            return _at_most(path, floor(bound))
        case Comparison.ABOVE:
            return _above(path, floor(bound))
        case Comparison.BELOW:
            return _at_most(path, ceil(bound) - 1)
        case Comparison.AT_LEAST:
            return _above(path, ceil(bound) - 1)


def _at_most(path: str, bound: int) -> Tree:
    return AttributeNumber(path, Comparison.AT_MOST, float(bound))


def _above(path: str, bound: int) -> Tree:
    return AttributeNumber(path, Comparison.ABOVE, float(bound))
