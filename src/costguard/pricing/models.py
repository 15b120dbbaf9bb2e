"""Finds what prices a resource type: one file a service, found through an index of the package of its cloud."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final, Protocol, TypeAlias, cast

from costguard.model.cloud import Cloud, cloud_of
from costguard.pricing.book.embedded import rows
from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject

CostFunction: TypeAlias = Callable[[Subject], Iterable[Line]]
"""From a resource to cost lines; pure. It raises NotKnown where a value that it needs is not known."""

Models: TypeAlias = Mapping[str, tuple[CostFunction, ...]]
"""The cost functions of each resource type. They stand alone: what one does not know keeps no other from its lines."""


class _Service(Protocol):
    """What a module of a cloud's package offers."""

    MODELS: Models


INDEX: Final = "models.csv"
"""The file of each cloud's folder in the book that says which module prices a type; `price_book/seal.py` writes it."""


def model_of(resource_type: str) -> tuple[CostFunction, ...] | None:
    """The cost functions of a type, or None where no module prices it. Imports the one module that does."""
    cloud = cloud_of(resource_type)
    module = _index(cloud).get(resource_type)
    return None if module is None else _models(cloud, module)[resource_type]


def models(cloud: Cloud) -> Models:
    """Every type of a cloud that some module prices."""
    return {name: functions for module in modules(cloud) for name, functions in _models(cloud, module).items()}


def modules(cloud: Cloud) -> tuple[str, ...]:
    """The names of a cloud's modules, sorted; what begins with an underscore is for the others to use."""
    if cloud is Cloud.OTHER:
        return ()
    files = iter_modules(import_module(f"costguard.pricing.{cloud}").__path__)
    return tuple(sorted(file.name for file in files if not file.name.startswith("_")))


def _models(cloud: Cloud, module: str) -> Models:
    return cast("_Service", import_module(f"costguard.pricing.{cloud}.{module}")).MODELS


@cache
def _index(cloud: Cloud) -> Mapping[str, str]:
    """The module of each type, so that a plan of few types imports few modules."""
    return {row["type"]: row["module"] for row in rows(cloud, INDEX)} if cloud is not Cloud.OTHER else {}
