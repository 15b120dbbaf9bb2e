"""Reads which accounts an organisation holds, where they hang in its tree, and how they are tagged."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.inventory import Container, ContainerKind
from costguard.sources.aws.failures import Failure, code_of, failure_of, sdk_errors
from costguard.sources.aws.sessions import Client, Sessions

_NO_ORGANIZATION: Final = "AWSOrganizationsNotInUseException"

# Organizations grants an account few calls a second ("Quotas for AWS Organizations", 2026-11).
_TRIES: Final = 10
_TAG_THREADS: Final = 4


class Organization(msgspec.Struct, frozen=True):
    """What is to be read. `accounts` are the ids of active accounts; `inactive` tells the state of those that are not.

    `containers` are the organisation, its root and units, and those accounts, each after what holds it.
    """

    accounts: tuple[str, ...]
    containers: tuple[Container, ...]
    inactive: Mapping[str, str]
    notes: tuple[str, ...] = ()


def read_organization(sessions: Sessions, wanted: tuple[str, ...] = ()) -> Organization:
    """The organisation of the caller, narrowed to the `wanted` accounts if there are any.

    Without access to AWS Organizations the wanted accounts, or the caller's own, stand alone, and a note says so.
    Raises BadInput where Organizations does not answer.
    """
    client = sessions.client("organizations", tries=_TRIES)
    try:
        found = list(_tree(client))
    except sdk_errors() as error:
        return _standing_alone(sessions, wanted, error)
    active = [container for container, state in found if _is_read(container, state, wanted)]
    inactive = {container.id: state for container, state in found if state != "ACTIVE"}
    tagged, untold = _with_tags(client, active)
    known = tuple(container.id for container in tagged if container.kind is ContainerKind.ACCOUNT)
    strangers = tuple(account for account in wanted if account not in known and account not in inactive)
    return Organization(
        accounts=known + strangers,
        containers=tagged + tuple(_alone(account) for account in strangers),
        inactive={account: state for account, state in inactive.items() if not wanted or account in wanted},
        notes=(*_inactive_note(inactive), *untold, *_stranger_note(strangers)),
    )


def _tree(client: Client) -> Iterator[tuple[Container, str]]:
    """Every container, from the organisation down, with an account's state; whatever is no account is ACTIVE."""
    for root in _pages(client, "list_roots", "Roots"):
        # arn:aws:organizations::MANAGEMENT:root/o-ID/r-ID names the organisation, which needs no call of its own.
        organization = Container(Cloud.AWS, ContainerKind.ORGANIZATION, str(root["Arn"]).split("/")[1])
        yield organization, "ACTIVE"
        yield from _branch(client, _folder(root, organization))


def _branch(client: Client, folder: Container) -> Iterator[tuple[Container, str]]:
    yield folder, "ACTIVE"
    for account in _pages(client, "list_accounts_for_parent", "Accounts", ParentId=folder.id):
        container = _folder(account, folder)
        yield msgspec.structs.replace(container, kind=ContainerKind.ACCOUNT), _state(account)
    for unit in _pages(client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=folder.id):
        yield from _branch(client, _folder(unit, folder))


def _folder(told: Mapping[str, Any], parent: Container) -> Container:
    name = str(told.get("Name", ""))
    path = f"{parent.path}/{name}" if parent.path else name
    return Container(Cloud.AWS, ContainerKind.FOLDER, str(told["Id"]), name, parent.id, path)


def _state(account: Mapping[str, Any]) -> str:
    """`State` tells more than `Status`, which Organizations retires (API reference, `Account`, 2026-09)."""
    return str(account.get("State") or account.get("Status") or "ACTIVE")


def _is_read(container: Container, state: str, wanted: tuple[str, ...]) -> bool:
    if container.kind is not ContainerKind.ACCOUNT:
        return True
    return state == "ACTIVE" and (not wanted or container.id in wanted)


def _pages(client: Client, operation: str, result: str, **request: str) -> Iterator[Mapping[str, Any]]:
    # An empty page may precede full ones: the paginator goes by the token alone.
    for page in client.get_paginator(operation).paginate(**request):
        yield from page[result]


def _with_tags(client: Client, containers: list[Container]) -> tuple[tuple[Container, ...], tuple[str, ...]]:
    """The containers with their tags, and a note where some could not be read. An organisation carries none."""
    with ThreadPoolExecutor(_TAG_THREADS) as pool:
        tagged = tuple(pool.map(partial(_tagged, client), containers))
    untold = sum(container.tags is None for container in tagged)
    if not untold:
        return tagged, ()
    note = (
        f"the tags of {untold} accounts and organisational units could not be read: "
        "allow organizations:ListTagsForResource"
    )
    return tagged, (note,)


def _tagged(client: Client, container: Container) -> Container:
    if container.kind is ContainerKind.ORGANIZATION:
        return msgspec.structs.replace(container, tags={})
    try:
        tags = {
            tag["Key"]: tag["Value"]
            for tag in _pages(client, "list_tags_for_resource", "Tags", ResourceId=container.id)
        }
    except sdk_errors():
        return container
    return msgspec.structs.replace(container, tags=tags)


def _standing_alone(sessions: Sessions, wanted: tuple[str, ...], error: Exception) -> Organization:
    if code_of(error) != _NO_ORGANIZATION and failure_of(error) is not Failure.DENIED:
        raise BadInput(f"AWS Organizations did not tell its accounts ({code_of(error)}); try again") from None
    accounts = wanted or (sessions.caller.account,)
    why = "it is in no organisation" if code_of(error) == _NO_ORGANIZATION else f"{code_of(error)} at AWS Organizations"
    read = "the accounts asked for are" if wanted else f"only the caller's own account {accounts[0]} is"
    note = f"{read} read, without account tags: {why}; use the management or a delegated administrator account"
    return Organization(accounts, tuple(_alone(account) for account in accounts), {}, (note,))


def _alone(account: str) -> Container:
    return Container(Cloud.AWS, ContainerKind.ACCOUNT, account)


def _inactive_note(inactive: Mapping[str, str]) -> tuple[str, ...]:
    if not inactive:
        return ()
    states = Counter(inactive.values())
    told = ", ".join(f"{count} {state.lower().replace('_', ' ')}" for state, count in sorted(states.items()))
    return (f"accounts that are not active are not read: {told}",)


def _stranger_note(strangers: tuple[str, ...]) -> tuple[str, ...]:
    if not strangers:
        return ()
    return (f"not accounts of this organisation, so their tags are not known: {', '.join(strangers)}",)
