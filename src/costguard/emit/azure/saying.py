"""Says a rule's facts as conditions of Azure Policy can, with the reason and a value wherever something is lost."""

from collections.abc import Callable, Iterator
from typing import Final, assert_never

from costguard.catalog import azure_policy
from costguard.catalog.azure_policy import ArmType
from costguard.emit.azure.fields import BOOLEANS, LOCATION, LOCATIONS, NO_LOCATION, RESOURCE_GROUPS, Kind, kinds
from costguard.emit.azure.spelling import Near, Spelling, around, inside
from costguard.emit.demand import Saying
from costguard.emit.tree import (
    NEVER,
    AttributeNumber,
    AttributeValue,
    Fact,
    NothingSent,
    Sent,
    TagValue,
    Tree,
    Unsayable,
    every,
    some,
)
from costguard.languages.language import Language, describe
from costguard.languages.partition import Within

_NO_TAGS: Final = "in Azure Resource Manager the type takes no tags, or not where resources have them ({dated})"
_UNTAGGING: Final = "Azure Policy does not see a request to take tags away"

_Write = Callable[[tuple[Language, ...], bool], Tree]


def say(fact: Fact, arm: ArmType) -> Saying:
    """The fact as Azure can say it of this resource type; it denies no more, but for upper and lower case."""
    match fact:
        case Sent() | TagValue() if not _has_tags(arm):
            return Saying(None, _NO_TAGS.format(dated=azure_policy.dated()))
        case AttributeValue(name) if name == LOCATION and not _has_location(arm):
            return Saying(None, NO_LOCATION)
        case Sent() | AttributeNumber():
            return Saying(fact)
        case NothingSent():
            return Saying(None, _UNTAGGING)
        case TagValue(key, languages, holds):
            return _say_value(
                "",
                languages,
                lambda part, is_so: TagValue(key, part, is_so),
                holds=holds,
                ignores_case=False,
                within=None,
            )
        case AttributeValue(name, languages, holds):
            return _say_value(
                f"`{name}`",
                languages,
                lambda part, is_so: AttributeValue(name, part, is_so),
                holds=holds,
                ignores_case=True,
                within=values_of(name, kinds(arm.name).get(name)),
            )
        case Unsayable(_, reason):
            return Saying(None, reason)
        case _:
            assert_never(fact)


def _has_tags(arm: ArmType) -> bool:
    """What has tags somewhere else, as node pools of a cluster do, has none that the field `tags` would show."""
    return arm.indexed if arm.taggable is None else arm.taggable


def _has_location(arm: ArmType) -> bool:
    """A missing location would count as a wrong one, so only where there must be one is it asked for."""
    return arm.indexed or arm.name.lower() == RESOURCE_GROUPS.lower()


def values_of(field: str, kind: Kind | None) -> Within:
    """The texts that a field can hold at all; None: any."""
    if field.lower() == LOCATION:
        return LOCATIONS
    return BOOLEANS if kind == "boolean" else None


def _say_value(
    what: str, languages: tuple[Language, ...], write: _Write, *, holds: bool, ignores_case: bool, within: Within
) -> Saying:
    say_near = inside if holds else around
    nears = [(language, say_near(language, ignores_case=ignores_case, within=within)) for language in languages]
    spellings = tuple(dict.fromkeys(spelling for _, near in nears for spelling in near.spellings))
    reasons = dict.fromkeys(_reasons(what, nears, holds=holds))
    fact = _tree(spellings, write, holds=holds)
    return Saying(None if fact == NEVER and reasons else fact, "; ".join(reasons))


def _reasons(what: str, nears: list[tuple[Language, Near]], *, holds: bool) -> Iterator[str]:
    """What is lost, each sort of it once, with the first value that shows it. `what` is "" for a tag."""
    compares = f"Azure compares {what} without regard to case" if what else "Azure's `like` ignores case"
    where = f" in {what}" if what else ""
    outcome = "is caught as well as" if holds else "passes for"
    by_case = next(((language, near) for language, near in nears if near.extra is not None and near.is_case), None)
    beyond = next(((language, near) for language, near in nears if near.extra is not None and not near.is_case), None)
    lost = next(((language, near) for language, near in nears if near.lost is not None), None)
    if by_case is not None:
        language, near = by_case
        yield f"{compares}: `{near.extra}` {outcome} {describe(language)}"
    if beyond is not None:
        language, near = beyond
        yield f"Azure has no words for {describe(language)}{where}: `{near.extra}` {outcome} it"
    if lost is not None:
        language, near = lost
        yield f"Azure has no words for {describe(language)}{where}: `{near.lost}` is not caught"


def _tree(spellings: tuple[Spelling, ...], write: _Write, *, holds: bool) -> Tree:
    """Any of the spellings, or none of them: what one condition says goes into one fact, so that it reads as a list."""
    lists = tuple(row[0].language for row in spellings if len(row) == 1 and row[0].holds)
    rows = [row for row in spellings if len(row) > 1 or not row[0].holds]
    if holds:
        listed = (write(lists, True),) if lists else ()
        return some((*listed, *(every(tuple(write((each.language,), each.holds) for each in row)) for row in rows)))
    unlisted = (write(lists, False),) if lists else ()
    return every((*unlisted, *(some(tuple(write((each.language,), not each.holds) for each in row)) for row in rows)))
