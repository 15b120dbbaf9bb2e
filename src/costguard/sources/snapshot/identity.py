"""What a resource's own name tells: its cloud, its account, its region and its resource group."""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, assert_never

from costguard.catalog.live.places import azure_region, gcp_region
from costguard.catalog.lookup import is_global
from costguard.model.cloud import Cloud

# RE2 and Python read these alike: one id is read by Python, a column of them by Arrow.
ACCOUNTS_IN_IDS: Final = MappingProxyType(
    {
        Cloud.AWS: r"^arn:[^:]*:[^:]*:[^:]*:(?P<found>[^:]+):",
        Cloud.AZURE: r"^/(?i:subscriptions)/(?P<found>[^/]+)",
        Cloud.GCP: r"^(?://[^/]+/)?projects/(?P<found>[^/]+)",
    }
)
"""Where ids of each cloud name the account, subscription or project."""

REGIONS_IN_IDS: Final = MappingProxyType(
    {
        Cloud.AWS: r"^arn:[^:]*:[^:]*:(?P<found>[^:]+):",
        Cloud.GCP: r"^(?://[^/]+/)?projects/[^/]+/(?:zones|regions|locations)/(?P<found>[^/]+)",
    }
)
"""Where they name a region, or a zone of one; Azure's ids name none."""

GROUPS_IN_IDS: Final = MappingProxyType(
    {
        Cloud.AZURE: r"^/(?i:subscriptions)/[^/]+/(?i:resourcegroups)/(?P<found>[^/]+)",
    }
)
"""Where they name a resource group."""

CLOUD_STARTS: Final = (("arn:", Cloud.AWS), ("/subscriptions/", Cloud.AZURE), ("//", Cloud.GCP))
"""How ids begin in each cloud, in lower case; a Google name also begins with `projects/`."""

_AWS_ZONE: Final = re.compile(r"([a-z]{2,4}(?:-[a-z]+)+-\d+)[a-z]")
_EVERYWHERE: Final = frozenset({"", "global", "aws-global"})
_AWS_ACCOUNT_DIGITS: Final = 12


def cloud_of_id(resource_id: str) -> Cloud | None:
    """The cloud whose way of naming an id follows; None where it follows none."""
    folded = resource_id[:16].lower()
    return next((cloud for start, cloud in CLOUD_STARTS if folded.startswith(start)), None)


def account_of_id(resource_id: str, cloud: Cloud) -> str:
    """The account, subscription or project in an id; "" where it does not tell."""
    return account_named(_found(ACCOUNTS_IN_IDS, resource_id, cloud), cloud)


def region_of_id(resource_id: str, cloud: Cloud, resource_type: str) -> str | None:
    """The region in an id; None where it tells none, or the type has none."""
    return region_named(_found(REGIONS_IN_IDS, resource_id, cloud), cloud, resource_type)


def group_of_id(resource_id: str, cloud: Cloud) -> str:
    """The Azure resource group in an id; "" where there is none."""
    return group_named(_found(GROUPS_IN_IDS, resource_id, cloud), cloud)


def group_named(group: str, cloud: Cloud) -> str:
    """A resource group as it is compared: Azure takes its letters in either case."""
    return group.strip().lower() if cloud is Cloud.AZURE else group.strip()


@lru_cache(maxsize=65536)
def account_named(account: str, cloud: Cloud) -> str:
    """An account in the form in which its cloud names it.

    Spreadsheets drop an AWS account's leading zeros; Azure takes a subscription's letters in either case.
    """
    account = account.strip()
    if cloud is Cloud.AWS and account.isdecimal():
        return account.zfill(_AWS_ACCOUNT_DIGITS)
    return account.lower() if cloud is Cloud.AZURE else account.removeprefix("projects/")


def is_plain_account(account: str) -> bool:
    """Whether every cloud would name an account just so, as nearly all are written."""
    is_shortened = account.isdecimal() and len(account) < _AWS_ACCOUNT_DIGITS
    return account == account.strip().lower() and not is_shortened and not account.startswith("projects/")


@lru_cache(maxsize=65536)
def region_named(place: str, cloud: Cloud, resource_type: str) -> str | None:
    """The region that a place lies in, as its cloud writes it; None of a type or a place that has none."""
    place = place.strip()
    if place.lower() in _EVERYWHERE or (cloud is not Cloud.OTHER and is_global(resource_type)):
        return None
    match cloud:
        case Cloud.AWS:
            zone = _AWS_ZONE.fullmatch(place.lower())
            return zone[1] if zone else place.lower()
        case Cloud.AZURE:
            return azure_region(place)
        case Cloud.GCP:
            return gcp_region(place.rpartition("/")[2])
        case Cloud.OTHER:
            return place
        case _:
            assert_never(cloud)


def _found(patterns: Mapping[Cloud, str], resource_id: str, cloud: Cloud) -> str:
    match = re.match(patterns[cloud], resource_id) if cloud in patterns else None
    return match["found"] if match else ""
