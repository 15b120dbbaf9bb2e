"""What a person may ask of the Azure collector."""

from typing import Literal

import msgspec


class AzureOptions(msgspec.Struct, frozen=True):
    """Which part of Azure is read, and how. Without a management group or subscriptions it is all that is seen.

    `source`: `graph` is Azure Resource Graph, `resources` each subscription's resource list (which tells no
    properties), `auto` the graph, and the lists where it is denied. `endpoint` is Resource Manager's in another Azure
    cloud (`https://management.usgovcloudapi.net`) or a local server; without it AZURE_RESOURCE_MANAGER_ENDPOINT or
    public Azure. `workers` threads read side by side.
    """

    management_group: str | None = None
    subscriptions: tuple[str, ...] = ()
    source: Literal["auto", "graph", "resources"] = "auto"
    endpoint: str | None = None
    workers: int = 4
