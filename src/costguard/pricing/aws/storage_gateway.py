"""Storage gateways: by what is written through them, up to a limit a month."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

# A gateway bills at most 125 dollars a month, which is 12,500 GB
# (https://aws.amazon.com/storagegateway/pricing/, 2025-01).
_MOST_GB: Final = Decimal(12_500)


def written(gateway: Subject) -> Iterator[Line]:
    """What is written through a gateway. One for FSx bills by the hour instead."""
    kind = gateway.text("gateway_type", "STORED")  # the provider's default
    if kind == "FILE_FSX_SMB":
        yield by_use("File gateway", "hours", None, Rate("storage_gateway", "fsx_hours"), key="monthly_hrs")
        return
    key = "monthly_data_written_gb"
    amount = gateway.usage.number(key)
    billed = None if amount is None else min(amount, _MOST_GB)
    yield by_use("Data written", "GB", billed, Rate("storage_gateway", "written"), key=key)


MODELS: Final[Models] = {"aws_storagegateway_gateway": (written,)}
