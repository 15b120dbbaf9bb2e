"""Finds what prices a resource type: one file a service, found by walking the package of its cloud."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, TypeAlias, cast

from costguard.model.cloud import Cloud, cloud_of
from costguard.pricing.lines import Line
from costguard.pricing.subject import Subject

CostFunction: TypeAlias = Callable[[Subject], Iterable[Line]]
"""From a resource to cost lines; pure. It raises NotKnown where a value that it needs is not known."""

Models: TypeAlias = Mapping[str, tuple[CostFunction, ...]]
"""The cost functions of each resource type. They stand alone: what one does not know keeps no other from its lines."""


class _Service(Protocol):
    """What a module of a cloud's package offers."""

    MODELS: Models


def model_of(resource_type: str) -> tuple[CostFunction, ...] | None:
    """The cost functions of a type, or None where no module prices it."""
    return models(cloud_of(resource_type)).get(resource_type)


@cache
def models(cloud: Cloud) -> Models:
    """Every type of a cloud that some module prices."""
    if cloud is Cloud.OTHER:
        return {}
    package = import_module(f"costguard.pricing.{cloud}")
    found: dict[str, tuple[CostFunction, ...]] = {}
    for file in iter_modules(package.__path__):
        if not file.name.startswith("_"):
            found.update(cast("_Service", import_module(f"{package.__name__}.{file.name}")).MODELS)
    return found
