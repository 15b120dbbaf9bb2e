"""Directories: by the domain controller, and by the account that a Microsoft AD is shared with."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "directory_service"
_MICROSOFT: Final = "microsoft_ad"
_KINDS: Final = {"ADConnector": "ad_connector", "MicrosoftAD": _MICROSOFT, "SimpleAD": "simple_ad"}
_CALLED: Final = {"ad_connector": "AD Connector", _MICROSOFT: "Microsoft AD", "simple_ad": "Simple AD"}
# Every directory has two (https://aws.amazon.com/directoryservice/pricing/, 2025-01).
_CONTROLLERS: Final = Decimal(2)


def controllers(directory: Subject) -> Iterator[Line]:
    """The two domain controllers that every directory has."""
    kind, size = _kind(directory), _size(directory)
    yield monthly(f"Directory service ({_CALLED[kind]}, {size})", "controllers", _CONTROLLERS, _rate(kind, size))


def additional_controllers(directory: Subject) -> Iterator[Line]:
    """Controllers beyond the two: as the usage file says, else as the code wishes for."""
    key = "additional_domain_controllers"
    count = directory.usage.number(key)
    if count is None:
        count = directory.number("desired_number_of_domain_controllers", _CONTROLLERS) - _CONTROLLERS
    if count > 0 or directory.usage.has(key):
        rate = _rate(_kind(directory), _size(directory))
        yield by_use("Additional domain controllers", "controllers", count, rate, key=key)


def sharing(directory: Subject) -> Iterator[Line]:
    """The accounts that a Microsoft AD is shared with."""
    key = "shared_accounts"
    accounts = directory.usage.number(key)
    if accounts is not None and _kind(directory) == _MICROSOFT:
        yield by_use("Directory sharing", "accounts", accounts, _sharing_rate(directory), key=key)


def shared_directory(share: Subject) -> Iterator[Line]:
    """A directory's share with one account."""
    for directory in share.linked("directory_id", "aws_directory_service_directory"):
        yield monthly("Directory sharing", "accounts", 1, _sharing_rate(directory))


def controllers_of_region(replica: Subject) -> Iterator[Line]:
    """The controllers of a directory in one more region, which Enterprise edition allows."""
    region = replica.text("region_name")
    count = replica.number("desired_number_of_domain_controllers", _CONTROLLERS)
    rate = Rate(_TABLE, f"{_MICROSOFT}/enterprise", region=region)
    yield monthly(f"Domain controllers ({region})", "controllers", count, rate)


def _kind(directory: Subject) -> str:
    kind = directory.text("type", "SimpleAD")  # the provider's default
    if kind not in _KINDS:
        raise NotKnown(f"the directory type `{kind}` is not one that we know")
    return _KINDS[kind]


def _size(directory: Subject) -> str:
    """The edition or size as the bill names it, with the provider's defaults."""
    if _kind(directory) == _MICROSOFT:
        return directory.text("edition", "Enterprise")
    return directory.text("size", "Large")


def _rate(kind: str, size: str) -> Rate:
    return Rate(_TABLE, f"{kind}/{size.lower()}")


def _sharing_rate(directory: Subject) -> Rate:
    return Rate(_TABLE, f"sharing/{_size(directory).lower()}")


MODELS: Final[Models] = {
    "aws_directory_service_directory": (controllers, additional_controllers, sharing),
    "aws_directory_service_region": (controllers_of_region,),
    "aws_directory_service_shared_directory": (shared_directory,),
}
