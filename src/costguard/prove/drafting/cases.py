"""Turns the cases in which a guardrail objects into what it asks: a tag, some values of it, or something else."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from costguard.languages.language import Language, describe, exactly
from costguard.model.cloud import Cloud
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark, joined
from costguard.prove.drafting.misread import Misread
from costguard.prove.drafting.tag_state import TagState, both, either

_MOST_SHOWN: Final = 4


class TagCase(msgspec.Struct, frozen=True):
    """One tag's share of a case. `is_spelled`: upper and lower case of the key count."""

    key: str
    state: TagState
    is_spelled: bool = False


class Case(msgspec.Struct, frozen=True):
    """A guardrail objects where every tag is in its state and all of `scope`, in words, is so.

    `conditions` are like `scope`, but of what a resource is and not of which, where or whose: then nothing is asked of
    every resource. `unread` are tests of tags that are not understood, each with the reason.
    """

    tags: tuple[TagCase, ...] = ()
    scope: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()


def meet(first: Case, second: Case) -> Case:
    """Where both cases are given. Raises Misread where a tag's values are then neither a list nor all but a list."""
    tags = {tag.key.lower(): tag for tag in first.tags}
    for tag in second.tags:
        other = tags.get(tag.key.lower())
        tags[tag.key.lower()] = tag if other is None else _met(other, tag)
    return Case(
        tags=tuple(tags.values()),
        scope=tuple(dict.fromkeys((*first.scope, *second.scope))),
        conditions=tuple(dict.fromkeys((*first.conditions, *second.conditions))),
        unread=tuple(dict.fromkeys((*first.unread, *second.unread))),
    )


def merged(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Cases of one tag and one scope as one: what is missing, or has a bad value, is not right."""
    found: list[Case] = []
    for case in cases:
        place, whole = next(
            ((at, one) for at, other in enumerate(found) if (one := _merged(other, case))), (len(found), case)
        )
        found[place : place + 1] = [whole]
    return tuple(found)


def demands(cases: Sequence[Case], cloud: Cloud, place: Place) -> Reading:
    """What objecting in these cases asks of tags. A case without tags asks nothing of them."""
    return joined(_demand(case, cloud, place) for case in merged(cases) if case.tags or case.unread)


def listed(languages: Sequence[Language]) -> str:
    """Some languages for people, the first few of them."""
    plainly = [describe(msgspec.structs.replace(language, folded=False)) for language in languages[:_MOST_SHOWN]]
    more = f" and {len(languages) - _MOST_SHOWN} more" if len(languages) > _MOST_SHOWN else ""
    ignoring = " (ignoring case)" if any(language.folded for language in languages) else ""
    return f"{', '.join(plainly)}{more}{ignoring}"


def _met(first: TagCase, second: TagCase) -> TagCase:
    state = both(first.state, second.state)
    if state is None:
        raise Misread(f"its tests of `{first.key}` together are neither a list of values nor all but a list")
    key = second.key if second.is_spelled and not first.is_spelled else first.key
    return TagCase(key, state, first.is_spelled or second.is_spelled)


def _merged(first: Case, second: Case) -> Case | None:
    if first.unread or second.unread or (first.scope, first.conditions) != (second.scope, second.conditions):
        return None
    if len(first.tags) != 1 or len(second.tags) != 1:
        return None
    one, other = first.tags[0], second.tags[0]
    if one.key.lower() != other.key.lower() or one.is_spelled is not other.is_spelled:
        return None
    state = either(one.state, other.state)
    return None if state is None else Case((TagCase(one.key, state, one.is_spelled),), first.scope, first.conditions)


def _demand(case: Case, cloud: Cloud, place: Place) -> Reading:
    if case.unread or case.conditions:
        return _in_doubt(case, cloud, place)
    if len(case.tags) > 1:
        return _tangled(case, cloud, place)
    tag, scope = case.tags[0], "; ".join(case.scope)
    state = tag.state
    if state.is_excluding and not state.languages:
        why = "the tag is refused whatever its value" if not state.is_missing else "no resource can be right"
        return Reading(remarks=(Remark(place, f"`{tag.key}`", f"{why}; the draft does not hold it"),))
    if not state.is_excluding and not state.is_missing and not state.languages:
        return Reading(remarks=(Remark(place, f"`{tag.key}`", "its tests exclude each other, so it never objects"),))
    allowed = state.languages if state.is_excluding else None
    mention = Mention(cloud, tag.key, place, state.is_missing, allowed, tag.is_spelled, scope)
    return Reading((mention,), _forbidden(tag, place))


def _in_doubt(case: Case, cloud: Cloud, place: Place) -> Reading:
    """The keys are the organisation's, whatever is asked of them."""
    mentions = tuple(Mention(cloud, tag.key, place, is_spelled=tag.is_spelled) for tag in case.tags)
    remarks = [Remark(place, what, why) for what, why in case.unread]
    if case.conditions and case.tags:
        keys = ", ".join(f"`{tag.key}`" for tag in case.tags)
        why = "it depends on what else the resource is; the draft asks nothing for it, so write a rule with `when`"
        remarks.append(Remark(place, f"{keys} {'; '.join(case.conditions)}", why))
    return Reading(mentions, tuple(remarks))


def _forbidden(tag: TagCase, place: Place) -> tuple[Remark, ...]:
    """A taxonomy lists what is allowed. That no value may be empty goes without saying."""
    if tag.state.is_excluding or not set(tag.state.languages) - {exactly("")}:
        return ()
    what = f"`{tag.key}` must not be {listed(tag.state.languages)}"
    return (Remark(place, what, "a taxonomy says which values are allowed; write a rule with `forbid`"),)


def _tangled(case: Case, cloud: Cloud, place: Place) -> Reading:
    """Tags that are objected to only together. Lists of values that hold only beside another tag are left out."""
    is_of_absence = all(tag.state.is_missing for tag in case.tags)
    scope = "only together with other tags"
    mentions = tuple(
        Mention(
            cloud=cloud,
            key=tag.key,
            place=place,
            values=(tag.state.languages or None) if is_of_absence and tag.state.is_excluding else None,
            is_spelled=tag.is_spelled,
            scope=scope,
        )
        for tag in case.tags
    )
    if is_of_absence:
        why = "it objects only where all of them are missing or wrong at once, so it requires none by itself"
    else:
        why = "it objects to one tag depending on another; write a rule with `when`"
    keys = ", ".join(f"`{tag.key}`" for tag in case.tags)
    return Reading(mentions, (Remark(place, f"{keys} together", f"{why}; the draft requires none of them for it"),))
