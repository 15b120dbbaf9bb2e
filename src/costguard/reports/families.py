"""Finds the formats of a family of reports by walking its package, so that adding a format is adding one file."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import msgspec

from costguard.model.errors import BadUsage


class Family(msgspec.Struct, frozen=True):
    """Reports of one thing: the modules NAME + `suffix` of a package."""

    package: str
    suffix: str


def names_of(family: Family) -> tuple[str, ...]:
    """The names of all formats of a family, sorted. No format is imported to answer."""
    modules = [module.name for module in iter_modules(import_module(family.package).__path__)]
    names = (name.removesuffix(family.suffix) for name in modules if name.endswith(family.suffix))
    return tuple(sorted(name.replace("_", "-") for name in names))


def module_of(name: str, family: Family) -> ModuleType:
    """The module of a format. Raises BadUsage when there is no such format."""
    known = names_of(family)
    if name not in known:
        raise BadUsage(_no_such_format(name, known))
    return import_module(f"{family.package}.{name.replace('-', '_')}{family.suffix}")


def _no_such_format(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    from costguard.reports.neutral import HUMAN_LIMIT, plain

    shown = plain(name, HUMAN_LIMIT)
    if close := get_close_matches(name.lower(), known, n=1):
        return f"unknown format `{shown}`; did you mean `{close[0]}`?"
    return f"unknown format `{shown}`; choose one of {', '.join(known)}"
