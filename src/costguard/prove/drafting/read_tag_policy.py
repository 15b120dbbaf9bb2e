"""Reads AWS tag policies, as people write them with operators and as AWS prints the effective one without."""

from collections.abc import Mapping
from typing import Final

from costguard.languages.language import Language, exactly, glob, pattern
from costguard.languages.unsupported import Unsupported
from costguard.model.cloud import Cloud
from costguard.prove.drafting.documents import Written
from costguard.prove.drafting.mention import Mention, Place, Reading, Remark, joined
from costguard.prove.drafting.misread import Misread
from costguard.prove.drafting.values import regex_of

_FOR_CHILDREN: Final = "@@operators_allowed_for_child_policies"
_ELEMENTS: Final = ("tag_key", "tag_value", "enforced_for", "report_required_tag_for")
_MOST_SHOWN: Final = 4


def read_tag_policy(document: Written) -> Reading:
    """What a tag policy says of each of its tags (AWS Organizations, "Tag policy syntax", 2026-05).

    It requires a tag where `report_required_tag_for` names resources; a list of values alone asks only those who
    set the tag.
    """
    tags = document.body["tags"]
    if not isinstance(tags, Mapping):
        return Reading(remarks=(Remark(document.place, "`tags`", "it is no object of tags"),))
    others = tuple(
        Remark(document.place, f"`{key}`", "a tag policy has `tags` only; it is not read")
        for key in document.body
        if key not in ("tags", _FOR_CHILDREN)
    )
    read = [_tag(str(key), raw, document.place) for key, raw in tags.items() if key != _FOR_CHILDREN]
    return joined((Reading(remarks=others), *read))


def _tag(policy_key: str, raw: object, place: Place) -> Reading:
    at = place.within(f"tag `{policy_key}`")
    if not isinstance(raw, Mapping):
        return Reading(remarks=(Remark(at, "the tag", "it is no object of `tag_key`, `tag_value` and the like"),))
    remarks = [
        Remark(at, f"`{name}`", "no element of a tag policy has this name; it is not read")
        for name in raw
        if name not in (*_ELEMENTS, _FOR_CHILDREN)
    ]
    found: dict[str, tuple[str, ...]] = {}
    for name in _ELEMENTS:
        if name in raw:
            found[name], more = _element(raw[name], at.within(f"`{name}`"))
            remarks += more
    values, more = _values(found.get("tag_value", ()), at)
    required = found.get("report_required_tag_for", ())
    mention = Mention(
        cloud=Cloud.AWS,
        key=_key(policy_key, found.get("tag_key", ()), at, remarks),
        place=at,
        is_required=bool(required),
        values=values or None,
        is_spelled=True,
        scope=_scope(required, found.get("enforced_for", ())),
    )
    return Reading((mention,), (*remarks, *more))


def _key(policy_key: str, assigned: tuple[str, ...], at: Place, remarks: list[Remark]) -> str:
    """The key as it is to be spelled; where no policy says, that is lower case (same page)."""
    if not assigned:
        return policy_key.lower()
    if assigned[0].lower() != policy_key.lower():
        why = f"AWS takes another spelling of `{policy_key}` here, no other key; the draft uses it as it stands"
        remarks.append(Remark(at, f"`tag_key` is `{assigned[0]}`", why))
    return assigned[0]


def _element(raw: object, at: Place) -> tuple[tuple[str, ...], list[Remark]]:
    """The texts of an element, be they assigned, appended or plain."""
    remarks: list[Remark] = []
    if not isinstance(raw, Mapping):
        return _texts(raw, at, remarks), remarks
    found: list[str] = []
    for operator, operand in raw.items():
        match operator:
            case "@@assign" | "@@append":
                found += _texts(operand, at, remarks)
            case "@@remove":
                removed = _listed(_texts(operand, at, remarks))
                why = "it takes from what one part of the organisation inherits; the draft holds for all, and keeps it"
                remarks.append(Remark(at, f"`@@remove` of {removed}", why))
            case "@@operators_allowed_for_child_policies":
                pass
            case _:
                remarks.append(Remark(at, f"`{operator}`", "no operator of tag policies has this name; it is not read"))
    return tuple(dict.fromkeys(found)), remarks


def _texts(raw: object, at: Place, remarks: list[Remark]) -> tuple[str, ...]:
    listed = raw if isinstance(raw, list) else [raw]
    texts = tuple(each for each in listed if isinstance(each, str))
    if len(texts) < len(listed):
        remarks.append(Remark(at, "the list", "some of it is no text; that is not read"))
    return texts


def _values(texts: tuple[str, ...], at: Place) -> tuple[tuple[Language, ...], list[Remark]]:
    languages: list[Language] = []
    remarks: list[Remark] = []
    for text in texts:
        try:
            languages.append(_value(text))
        except (Unsupported, Misread) as error:
            remarks.append(Remark(at, f"the value `{text}`", str(error)))
    return tuple(languages), remarks


def _value(text: str) -> Language:
    """`*` is the only wildcard, once a value (same page); `?` is a question mark."""
    if text.count("*") > 1:
        raise Misread("AWS takes one `*` in a value; it is left out")
    if "*" not in text:
        return exactly(text)
    return glob(text) if "?" not in text else pattern(regex_of(text, {"*": ".*"}))


def _scope(required: tuple[str, ...], enforced: tuple[str, ...]) -> str:
    parts = []
    if required:
        parts.append(f"required is reported for {_listed(required)}")
    if enforced:
        parts.append(f"values are enforced for {_listed(enforced)}")
    return "; ".join(parts)


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_SHOWN])
    return f"{shown} and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else shown
