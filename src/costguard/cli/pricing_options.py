"""Options that say what a bill is worked out from, shared by the commands that make one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import msgspec

from costguard.cli.sections import of_section
from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from datetime import date

    from costguard.policy.policy_set import PolicySet
    from costguard.pricing.book.local import LocalBook
    from costguard.pricing.book.overrides import Overrides
    from costguard.pricing.commitments import Commitments
    from costguard.pricing.inputs import PricingInputs
    from costguard.pricing.unknown_machines import Allowed

_Function = TypeVar("_Function", bound=Callable[..., Any])
_CLOUDS: Final = ("aws", "azure", "gcp")


class PricingFiles(msgspec.Struct, frozen=True):
    """What the reader gave: paths by what they hold, and the region whose prices may stand in, by cloud."""

    usage: str | None = None
    prices: str | None = None
    overrides: str | None = None
    commitments: str | None = None
    fallback: Mapping[Cloud, str] = msgspec.field(default_factory=dict)
    unknown: str = "unpriced"

    def trusted(self, trusted_file: Callable[[Path], Path]) -> "PricingFiles":
        """The same, with the trusted copies of what says what things cost; usage is the change's own to say."""
        copies = {
            name: str(trusted_file(Path(path)))
            for name in ("prices", "overrides", "commitments")
            if (path := getattr(self, name)) is not None
        }
        return msgspec.structs.replace(self, **copies)

    def paths(self) -> tuple[str, ...]:
        """The files that were given."""
        return tuple(filter(None, (self.usage, self.prices, self.overrides, self.commitments)))

    def read(self, today: "date", policy: "PolicySet | None" = None) -> "PricingInputs":
        """The inputs, read. Raises BadInput for a file that is not what it should be, BadUsage for what lacks one."""
        from costguard.pricing.book.book import Book
        from costguard.pricing.inputs import PricingInputs
        from costguard.pricing.usage_file import UsageFile, read_usage

        _require_known_regions(self.fallback)
        local = _local_book(self.prices)
        overlays = () if local is None else (local,)
        adjustments = _adjustments(self.overrides, today, local)
        return PricingInputs(
            book=Book(overlays, adjustments, self.fallback, today),
            usage=UsageFile() if self.usage is None else read_usage(self.usage),
            commitments=_commitments(self.commitments),
            witnesses=adjustments,
            allowed=None if self.unknown == "unpriced" else _allowed(policy),
        )


def pricing_options(function: _Function) -> _Function:
    """Add the options of `PricingFiles`; the command gets them as `usage`, `prices`, `overrides` and so on."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def _read_fallback(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> Mapping[Cloud, str]:
    regions: dict[Cloud, str] = {}
    for value in values:
        cloud, separator, region = value.partition("=")
        if not separator or not region or cloud not in _CLOUDS:
            raise click.BadParameter(f"`{value}` is not CLOUD=REGION; write aws=us-east-1, azure=… or gcp=…")
        regions[Cloud(cloud)] = region
    return regions


_PRICES: Final = of_section("Prices (what the bill is worked out from)")
_OPTIONS: Final = (
    click.option("--usage", metavar="FILE", **_PRICES, help="How much is used (infracost-usage.yml)."),
    click.option("--prices", metavar="FILE", envvar="COSTGUARD_PRICES", **_PRICES,
                 help="A book of `costguard prices sync` to look in first (or $COSTGUARD_PRICES)."),
    click.option("--overrides", metavar="FILE", **_PRICES, help="Negotiated rates and discounts."),
    click.option("--commitments", metavar="FILE", **_PRICES, help="Reservations and savings plans owned."),
    click.option("--region-fallback", "fallback", multiple=True, callback=_read_fallback, metavar="CLOUD=REGION",
                 **_PRICES, help="Whose prices stand in, marked, where a region has none."),
    click.option("--unknown", type=click.Choice(("unpriced", "max")), default="unpriced", **_PRICES,
                 help="A machine not known yet: unpriced (default), or the dearest that the policy allows."),
)  # fmt: skip


def _allowed(policy: "PolicySet | None") -> "Allowed":
    from costguard.engine.allowed_values import allowed_values
    from costguard.model.resource import Resource

    if policy is None:
        raise BadUsage("--unknown max takes the dearest machine that a policy allows; give one with --policy")
    return lambda each: allowed_values(
        Resource(each.address, each.type, each.cloud, tags=each.tags), "instance_type", policy
    )


def _require_known_regions(fallback: Mapping[Cloud, str]) -> None:
    from costguard.pricing.book.embedded import shelf

    for cloud, region in fallback.items():
        if not shelf(cloud).is_commercial(region):
            raise BadUsage(
                f"--region-fallback: `{region}` is no commercial region of {cloud} that the price book knows"
            )


def _local_book(path: str | None) -> "LocalBook | None":
    if path is None:
        return None
    from costguard.pricing.book.local import open_local_book

    return open_local_book(path)


def _adjustments(path: str | None, today: "date", local: "LocalBook | None") -> tuple["Overrides", ...]:
    if path is None:
        return ()
    from costguard.pricing.book.overrides import read_overrides

    return (read_overrides(path, today, local),)


def _commitments(path: str | None) -> "Commitments | None":
    if path is None:
        return None
    from costguard.pricing.commitments_file import read_commitments

    return read_commitments(path)
