"""What if: a plan with some of its planned values set to others, as `ADDRESS.ATTRIBUTE=VALUE` says."""

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from costguard.model.errors import BadUsage
from costguard.sources.terraform_plan.wire import ResourceChange

_SHAPE: Final = "write ADDRESS.ATTRIBUTE=VALUE, as in aws_instance.web.instance_type=m7g.large"


class Setting(msgspec.Struct, frozen=True):
    """A value to set: the resource, the path to the attribute (names, and numbers of blocks), and the value."""

    address: str
    path: tuple[str, ...]
    value: object


def read_setting(text: str, addresses: Iterable[str]) -> Setting:
    """Read a setting for one of the plan's resources. Raises BadUsage where it names none of them."""
    target, separator, value = text.partition("=")
    while separator and target.count("[") > target.count("]"):  # a key may hold an equals sign
        more, separator, value = value.partition("=")
        target = f"{target}={more}"
    if not separator:
        raise BadUsage(f"`{text}` sets nothing; {_SHAPE}")
    known = sorted((address for address in addresses if target.startswith(f"{address}.")), key=len)
    if not known:
        raise BadUsage(f"`{target}` names no resource of the plan; {_SHAPE}")
    path = tuple(target[len(known[-1]) + 1 :].replace("[", ".").replace("]", "").split("."))
    if not all(path):
        raise BadUsage(f"`{target}` names no attribute; {_SHAPE}")
    return Setting(known[-1], path, _value(value))


def with_setting(change: ResourceChange, setting: Setting) -> ResourceChange:
    """The same change with one planned value set, which is then known. Raises BadUsage where the resource goes away."""
    after = _decoded(change.change.after)
    if not isinstance(after, dict):
        raise BadUsage(f"{change.address} is not there after this plan; there is nothing to set")
    unknown, sensitive = _decoded(change.change.after_unknown), _decoded(change.change.after_sensitive)
    body = msgspec.structs.replace(
        change.change,
        after=_encoded(_put(after, setting.path, setting.value)),
        after_unknown=_encoded(_cleared(unknown, setting.path)),
        after_sensitive=_encoded(_cleared(sensitive, setting.path)),  # who sets a value knows it
    )
    return msgspec.structs.replace(change, change=body)


def misses(change: ResourceChange, setting: Setting) -> str:
    """What to tell a person who sets an attribute that the plan does not show of the resource; "" where it does.

    A plan lists every argument of a resource, be it null or unknown; who wrote one by hand may have left some out.
    """
    from difflib import get_close_matches

    name = setting.path[0]
    shown = {
        key: None
        for mask in (change.change.after, change.change.after_unknown)
        if isinstance(decoded := _decoded(mask), dict)
        for key in decoded
    }
    if name in shown:
        return ""
    close = get_close_matches(name, shown, n=1)
    meant = f"; did you mean `{close[0]}`?" if close else ""
    return f"the plan shows no `{name}` of {change.address}, so setting it may change nothing{meant}"


def _encoded(value: object) -> msgspec.Raw:
    try:
        return msgspec.Raw(msgspec.json.encode(value))
    except (OverflowError, UnicodeEncodeError) as error:
        raise BadUsage(f"the value cannot be set ({error}); {_SHAPE}") from error


def _decoded(raw: msgspec.Raw) -> Any:  # noqa: ANN401  (what JSON holds)
    return msgspec.json.decode(raw) if memoryview(raw).nbytes else None


def _put(value: Any, path: tuple[str, ...], new: object) -> object:  # noqa: ANN401  (what JSON holds)
    """The value with `new` at a path. A name below a list means its first block, as it does in a price's paths."""
    if not path:
        return new
    key, *rest = path
    if isinstance(value, list):
        place = int(key) if key.isdecimal() else 0
        inner = tuple(rest) if key.isdecimal() else path
        if place > len(value):
            raise BadUsage(f"there is no block {place} to set: the plan has {len(value)}, counted from 0")
        grown = [*value, *({} for _ in range(place + 1 - len(value)))]
        return [_put(each, inner, new) if at == place else each for at, each in enumerate(grown)]
    mapping = value if isinstance(value, dict) else {}
    return {**mapping, key: _put(mapping.get(key), tuple(rest), new)}


def _cleared(mask: Any, path: tuple[str, ...]) -> object:  # noqa: ANN401  (what JSON holds)
    """The mask of unknown values without what is set now."""
    if not path:
        return False
    if isinstance(mask, list):
        place = int(path[0]) if path[0].isdecimal() else 0
        inner = path[1:] if path[0].isdecimal() else path
        return [_cleared(each, inner) if at == place else each for at, each in enumerate(mask)]
    if isinstance(mask, dict) and path[0] in mask:
        return {**mask, path[0]: _cleared(mask[path[0]], path[1:])}
    return {} if mask is True else mask


def _value(text: str) -> object:
    """Numbers, booleans, null, lists and objects as JSON has them; anything else is a text."""
    try:
        value: object = json.loads(text, parse_constant=str)  # NaN and Infinity are no JSON
    except (ValueError, RecursionError):
        return text
    return value
