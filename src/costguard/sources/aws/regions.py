"""Tells which regions an account may use, since only those are read and only those can be missed."""

from collections.abc import Mapping

from costguard.sources.aws.failures import sdk_errors
from costguard.sources.aws.sessions import Client, Sessions

_ALWAYS_ENABLED = "opt-in-not-required"


def enabled_regions(ec2: Client) -> tuple[str, ...]:
    """The regions that are enabled in the account of an EC2 client, sorted. Raises the SDK's errors."""
    return tuple(sorted(_opt_in_status(ec2)))


def regions_of_every_account(sessions: Sessions) -> tuple[str, ...]:
    """The regions that no account can do without, sorted; () where they may not be asked for.

    Whether another account has opted in to more cannot be told from outside it.
    """
    try:
        told = _opt_in_status(sessions.client("ec2"))
    except sdk_errors():
        return ()
    return tuple(sorted(region for region, status in told.items() if status == _ALWAYS_ENABLED))


def _opt_in_status(ec2: Client) -> Mapping[str, str]:
    regions = ec2.describe_regions(AllRegions=False)["Regions"]
    return {str(region["RegionName"]): str(region.get("OptInStatus", "")) for region in regions}
