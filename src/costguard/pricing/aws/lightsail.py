"""Lightsail instances: one price a bundle, by the hour up to its monthly price, stopped or not."""

import re
from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, hourly
from costguard.pricing.models import Models
from costguard.pricing.not_known import NotKnown
from costguard.pricing.subject import Subject

_TABLE: Final = "lightsail"
# `nano_3_0`, `small_win_3_0`, `micro_ipv6_3_0`, `c_large_1_0`: size, system or addresses, generation. Since 2024
# all generations with a public IPv4 address have the same prices (Lightsail pricing page, 2026-03).
_BUNDLE: Final = re.compile(r"(?P<size>(?:[cm]_)?[a-z0-9]+)(?P<windows>_win)?(?P<ipv6>_ipv6)?_\d+_\d+")


def instance(subject: Subject) -> Iterator[Line]:
    """The virtual server."""
    told = subject.text("bundle_id").lower()
    bundle = _BUNDLE.fullmatch(told)
    if bundle is None:
        raise NotKnown(f"`{told}` is no bundle of Lightsail that has a list price")
    system = "windows" if bundle["windows"] else "linux"
    group = f"{system}-ipv6" if bundle["ipv6"] else system
    label = "Windows" if bundle["windows"] else "Linux/UNIX"
    yield hourly(f"Virtual server ({label})", Rate(_TABLE, f"{group}/{bundle['size']}"))


MODELS: Final[Models] = {"aws_lightsail_instance": (instance,)}
