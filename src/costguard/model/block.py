"""A part of a resource's configuration, nested as the provider has it, with what is not known yet."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec


def _never(_path: str) -> bool:
    return False


class Block(msgspec.Struct, frozen=True):
    """Values by attribute name. `unknown` and `sensitive` mirror them: True marks a value and all below it.

    `is_left_to_provider` tells of a dotted path from the resource's root (`path` is this block's own) that the
    code never sets it: a value that is unknown there is the provider's own default, not something to come.
    """

    values: Mapping[str, Any]
    unknown: object = None
    sensitive: object = None
    path: str = ""
    is_left_to_provider: Callable[[str], bool] = _never
