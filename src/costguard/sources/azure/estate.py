"""What holds Azure's resources: management groups, subscriptions and resource groups, as Resource Graph tells them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.inventory import Container, ContainerKind

CONTAINERS_QUERY: Final = (
    "ResourceContainers"
    " | where type in~ ('microsoft.management/managementgroups', 'microsoft.resources/subscriptions',"
    " 'microsoft.resources/subscriptions/resourcegroups')"
    " | project id, name, type, subscriptionId, tags, properties"
    " | order by id asc"
)

_FOLDER: Final = "microsoft.management/managementgroups"
_SUBSCRIPTION: Final = "microsoft.resources/subscriptions"
_GROUP: Final = "microsoft.resources/subscriptions/resourcegroups"
_ACTIVE: Final = frozenset({"", "enabled"})


class Estate(msgspec.Struct, frozen=True):
    """`subscriptions` are ids in lower case; `inactive` names those that Azure has disabled or is about to."""

    containers: tuple[Container, ...] = ()
    subscriptions: tuple[str, ...] = ()
    inactive: tuple[str, ...] = ()


class _Step(msgspec.Struct, frozen=True):
    """A management group on the way from the root."""

    id: str
    name: str


def estate_of(rows: Iterable[Mapping[str, Any]], asked_for: Collection[str] = ()) -> Estate:
    """The containers of rows as CONTAINERS_QUERY gives them; only of the subscriptions asked for, if any are.

    The widest come first. Management groups carry no tags, hence None; a null of the others means that they have none.
    """
    wanted = frozenset(asked_for)
    kept = [row for row in rows if _type(row) == _FOLDER or _is_wanted(_subscription(row), wanted)]
    subscriptions = {_subscription(row): row for row in kept if _type(row) == _SUBSCRIPTION}
    accounts = {key: _account(key, row) for key, row in sorted(subscriptions.items())}
    groups = [_resource_group(row, accounts) for row in kept if _type(row) == _GROUP]
    return Estate(
        containers=(*_folders(kept), *accounts.values(), *sorted(groups, key=lambda group: group.id)),
        subscriptions=tuple(accounts),
        inactive=tuple(accounts[key].name for key, row in sorted(subscriptions.items()) if not _is_active(row)),
    )


def inactive_note(estate: Estate) -> tuple[str, ...]:
    """Says which subscriptions are read although they are disabled, expired or past due."""
    if not estate.inactive:
        return ()
    return (f"not enabled, but read as the others are: {', '.join(estate.inactive)}",)


def tags_of(told: object) -> dict[str, str]:
    """A container's tags; what is null or no mapping means that there are none."""
    if not isinstance(told, Mapping):
        return {}
    return {str(key): "" if value is None else str(value) for key, value in told.items()}


def _folders(rows: Iterable[Mapping[str, Any]]) -> list[Container]:
    """The management groups that are told, and those that only a subscription names as above it."""
    lines = {line for row in rows if (line := _line_of(row))}
    lines |= {line[:length] for line in lines for length in range(1, len(line))}
    found = {line[-1].id: _folder(line) for line in sorted(lines, key=_by_depth)}
    return sorted(found.values(), key=lambda folder: (folder.path.count("/"), folder.path))


def _by_depth(line: tuple[_Step, ...]) -> tuple[int, list[str]]:
    """Of two ways to one group the longer one comes last, and holds: a short one begins where the identity sees it."""
    return len(line), [step.name for step in line]


def _folder(line: tuple[_Step, ...]) -> Container:
    parent = line[-2].id if len(line) > 1 else ""
    return Container(Cloud.AZURE, ContainerKind.FOLDER, line[-1].id, line[-1].name, parent, _path(line))


def _line_of(row: Mapping[str, Any]) -> tuple[_Step, ...]:
    """The management groups from the root to this row, which is the last one if it is one itself."""
    if _type(row) == _FOLDER:
        details = _mapping(_mapping(row.get("properties")).get("details"))
        name = str(row.get("name") or "")
        own = _Step(name.lower(), str(_mapping(row.get("properties")).get("displayName") or name))
        return (*_ancestors(details), own)
    return _ancestors(_mapping(row.get("properties"))) if _type(row) == _SUBSCRIPTION else ()


def _ancestors(holder: Mapping[str, Any]) -> tuple[_Step, ...]:
    """Azure tells the nearest first; null where the identity may not see what is above."""
    chain = holder.get("managementGroupAncestorsChain")
    steps = [_mapping(step) for step in chain] if isinstance(chain, list) else []
    named = [(str(step.get("name") or ""), step) for step in steps]
    return tuple(_Step(name.lower(), str(step.get("displayName") or name)) for name, step in reversed(named) if name)


def _account(subscription: str, row: Mapping[str, Any]) -> Container:
    above = _line_of(row)
    name = str(row.get("name") or subscription)
    return Container(
        Cloud.AZURE,
        ContainerKind.ACCOUNT,
        subscription,
        name,
        above[-1].id if above else "",
        "/".join((*(step.name for step in above), name)),
        tags_of(row.get("tags")),
    )


def _resource_group(row: Mapping[str, Any], accounts: Mapping[str, Container]) -> Container:
    subscription, name = _subscription(row), str(row.get("name") or "")
    account = accounts.get(subscription)
    return Container(
        Cloud.AZURE,
        ContainerKind.RESOURCE_GROUP,
        f"{subscription}/{name.lower()}",
        name,
        subscription,
        f"{account.path if account else subscription}/{name}",
        tags_of(row.get("tags")),
    )


def _path(line: tuple[_Step, ...]) -> str:
    return "/".join(step.name for step in line)


def _is_wanted(subscription: str, wanted: frozenset[str]) -> bool:
    return bool(subscription) and (not wanted or subscription in wanted)


def _is_active(row: Mapping[str, Any]) -> bool:
    return str(_mapping(row.get("properties")).get("state") or "").lower() in _ACTIVE


def _type(row: Mapping[str, Any]) -> str:
    return str(row.get("type") or "").lower()


def _subscription(row: Mapping[str, Any]) -> str:
    return str(row.get("subscriptionId") or "").lower()


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
