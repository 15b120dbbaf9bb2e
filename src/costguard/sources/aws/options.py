"""What a person may choose about reading an AWS organisation."""

from typing import Literal, TypeAlias

import msgspec

Source: TypeAlias = Literal["auto", "explorer", "sweep", "config"]
"""Resource Explorer, the Tagging API united with describe calls in every account, or an AWS Config aggregator."""


class AwsOptions(msgspec.Struct, frozen=True):
    """The choices of one collection; each default reads as much as the credentials allow.

    `accounts` and `regions` narrow what is read, empty means all of the organisation and all that are enabled.
    `home_region` is where Resource Explorer's and AWS Config's aggregators are, by default the profile's region.
    """

    profile: str | None = None
    source: Source = "auto"
    role_name: str = "CostguardAudit"
    external_id: str | None = None
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    view_arn: str | None = None
    aggregator: str | None = None
    home_region: str | None = None
    workers: int = 8
