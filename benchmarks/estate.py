"""The made-up estate that the benchmark's plans describe: services, their modules, blocks and resources.

A service is drawn from the seed and its number alone, so that the whole can be walked again and again without
ever being held in memory.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

from providers import AWS, AZURE, GOOGLE, OWN_VALUES, Provider

_Option = TypeVar("_Option")

_TYPES: Final = {
    "aws_instance": 15,
    "aws_s3_bucket": 12,
    "aws_db_instance": 7,
    "aws_ebs_volume": 9,
    "aws_nat_gateway": 6,
    "aws_iam_role": 8,
    "aws_lambda_function": 9,
    "aws_security_group": 8,
    "aws_vpc_security_group_ingress_rule": 7,
    "azurerm_linux_virtual_machine": 7,
    "azurerm_storage_account": 4,
    "azurerm_mssql_database": 3,
    "azurerm_managed_disk": 3,
    "google_compute_instance": 6,
    "google_storage_bucket": 5,
    "google_sql_database_instance": 3,
}
"""Resource types, and how often each occurs."""

ACTIONS: Final = {("no-op",): 60, ("create",): 20, ("update",): 12, ("delete",): 4, ("delete", "create"): 4}
"""What the plan does to a resource, in percent."""

PER_KEY_UNKNOWNS: Final = frozenset({"aws_vpc_security_group_ingress_rule"})
"""Types of the plugin framework: one unknown value leaves the other tags known. In the rest it hides them all."""


class Defect(StrEnum):
    """What is wrong with a resource's tags."""

    NONE = "none"
    MISSING = "one tag is missing"
    UNTAGGED = "there are no tags"
    INVALID = "one value is not allowed"
    EMPTY = "one value is empty"
    WRONG_CASE = "one key is spelled in lower case"
    UNKNOWN = "the tags are known only after apply"
    UNKNOWN_VALUE = "one value is known only after apply"


_DEFECTS: Final = {
    Defect.NONE: 865,
    Defect.MISSING: 50,
    Defect.UNTAGGED: 10,
    Defect.INVALID: 30,
    Defect.EMPTY: 10,
    Defect.WRONG_CASE: 10,
    Defect.UNKNOWN: 15,
    Defect.UNKNOWN_VALUE: 10,
}
_UNKNOWNS: Final = frozenset({Defect.UNKNOWN, Defect.UNKNOWN_VALUE})

SIZES: Final[Mapping[str, Sequence[str]]] = {
    "aws_instance": ("t3.micro", "m6i.large", "m6i.xlarge", "c7g.2xlarge", "r6i.4xlarge", "m5.24xlarge"),
    "azurerm_linux_virtual_machine": ("Standard_B2s", "Standard_D2s_v5", "Standard_D4s_v5", "Standard_E64s_v5"),
    "google_compute_instance": ("e2-small", "n2-standard-4", "n2-standard-8", "m2-ultramem-416"),
}
"""Machine sizes by type; the last of each is forbidden, and rare."""

PLACES: Final[Mapping[str, Sequence[str]]] = {
    "azurerm": ("westeurope", "northeurope", "brazilsouth"),
    "google": ("europe-west1", "europe-west4", "asia-east2"),
}
"""Regions where the resource itself says it; the last of each is not allowed, and rare."""


@dataclass(frozen=True, slots=True)
class Block:
    """One resource block.

    `calls` are the module calls on the way to it; `sets_tags` is False where the provider's defaults suffice.
    """

    type: str
    name: str
    provider: Provider
    calls: tuple[str, ...]
    repeats: str
    copies: int
    sets_tags: bool


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of a block. `values` are its dimensions' right values; `target` is the dimension that is wrong."""

    block: Block
    module: str
    index: int | str | None
    actions: tuple[str, ...]
    values: Mapping[str, str]
    defect: Defect
    target: str
    size: str
    region: str

    @property
    def address(self) -> str:
        """The address as Terraform writes it."""
        prefix = f"{self.module}." if self.module else ""
        index = "" if self.index is None else f"[{json.dumps(self.index)}]"
        return f"{prefix}{self.block.type}.{self.block.name}{index}"

    @property
    def creates(self) -> bool:
        """Whether the plan makes it anew, so that what the provider computes is not known yet."""
        return "create" in self.actions


@dataclass(frozen=True, slots=True)
class Service:
    """One module call of the root (or the root itself, without a name), and the module that it calls in turn."""

    name: str
    blocks: tuple[Block, ...]
    nested_blocks: tuple[Block, ...]
    resources: tuple[Resource, ...]


def services(count: int, seed: int) -> Iterator[Service]:
    """As many services as it takes for `count` resources; the last one is cut short."""
    number = 0
    while count > 0:
        service = _service(number, seed)
        yield replace(service, resources=service.resources[:count])
        count -= len(service.resources)
        number += 1


def _service(number: int, seed: int) -> Service:
    random = Random(f"{seed}/{number}")  # noqa: S311  (made-up data has to come out the same, not be secret)
    name = f"service_{number:04d}" if number else ""
    module = f"module.{name}" if name else ""
    clouds = {"aws": _pick(random, AWS, (70, 20, 10)), "azurerm": AZURE[0], "google": _pick(random, GOOGLE, (70, 30))}
    blocks = tuple(_block(random, clouds, (name,) if name else ()) for _ in range(30))
    nested = tuple(_block(random, clouds, (name, "stack")) for _ in range(12 if name else 0))
    places = [
        (module, blocks),
        *((f'{module}.module.stack["{key}"]', nested) for key in ("eu.west", "us.east") if nested),
    ]
    resources = tuple(
        resource
        for address, of_module in places
        for values in (_values(random, number),)
        for block in of_module
        for resource in _resources(random, block, address, values)
    )
    return Service(name, blocks, nested, resources)


def _block(random: Random, clouds: Mapping[str, Provider], calls: tuple[str, ...]) -> Block:
    resource_type = _pick(random, tuple(_TYPES), tuple(_TYPES.values()))
    provider = clouds[resource_type.partition("_")[0]]
    repeats = _pick(random, ("", "count", "for_each"), (70, 20, 10))
    has_all_defaults = provider.default_dimensions == tuple(OWN_VALUES)
    return Block(
        type=resource_type,
        name=f"{random.choice(('web', 'worker', 'data', 'edge', 'jobs'))}_{random.randrange(16**6):06x}",
        provider=provider,
        calls=calls,
        repeats=repeats,
        copies=random.randint(2, 5) if repeats else 1,
        sets_tags=not (has_all_defaults and random.random() < 0.5),
    )


def _values(random: Random, number: int) -> Mapping[str, str]:
    """The dimensions of one module's resources."""
    return {
        "cost_center": f"CC-{random.randrange(10_000):04d}",
        "owner": random.choice(("payments", "search", "data-platform", "web", "identity")),
        "environment": random.choice(("prod", "staging", "dev", "sandbox")),
        "application": f"app-{number % 300}",
        "data_class": random.choice(("public", "internal", "restricted")),
    }


def _resources(random: Random, block: Block, module: str, values: Mapping[str, str]) -> Iterator[Resource]:
    for copy in range(block.copies):
        index: int | str | None = {"": None, "count": copy, "for_each": f"blue.{copy}"}[block.repeats]
        actions = _pick(random, tuple(ACTIONS), tuple(ACTIONS.values()))
        yield Resource(
            block=block,
            module=module,
            index=index,
            actions=actions,
            values=values,
            defect=_defect(random, block, actions),
            # `application` takes any value, so that no value of it is wrong or awaited
            target=random.choice(("cost_center", "owner", "environment", "data_class")),
            size=_mostly_right(random, SIZES.get(block.type, ("",))),
            region=block.provider.region or _mostly_right(random, PLACES[block.provider.name]),
        )


def _defect(random: Random, block: Block, actions: tuple[str, ...]) -> Defect:
    """A defect that this block can have: unknown tags only where something is made and no default stands in."""
    defect = _pick(random, tuple(_DEFECTS), tuple(_DEFECTS.values()))
    if defect in _UNKNOWNS and ("create" not in actions or block.provider.defaults):
        return Defect.NONE
    if defect is Defect.UNKNOWN_VALUE and block.type not in PER_KEY_UNKNOWNS:
        return Defect.UNKNOWN
    if defect is Defect.WRONG_CASE and block.provider.name == "google":
        return Defect.MISSING  # a label key cannot hold another case
    return defect


def _mostly_right(random: Random, options: Sequence[str]) -> str:
    """One of the options; the last, where there are several, in two of a hundred cases."""
    if len(options) > 1 and random.random() < 0.02:
        return options[-1]
    return random.choice(options[: max(1, len(options) - 1)])


def _pick(random: Random, options: Sequence[_Option], weights: Sequence[int]) -> _Option:
    return random.choices(options, weights)[0]
