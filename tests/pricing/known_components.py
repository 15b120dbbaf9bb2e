"""What is known of the cost components of each type, and the lines that our resources bring forth for them.

The known components are those of another estimator's price tests (Infracost, Apache-2.0): of each type the names, with
`…` for what varies and `#` for a word with a digit, and an example with its price.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from made_resources import make_resource

from costguard.model.billable import Billable
from costguard.model.estimate import CostLine
from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of
from costguard.pricing.usage_values import UsageValues

KNOWN = Path(__file__).parents[3] / "shared" / "prices" / "components.json"


def known_components(prefix: str) -> Iterator[Any]:
    """Each known component of a cloud as a parameter: its type, its name, and what is known of it."""
    if not KNOWN.is_file():
        yield pytest.param("", "", {}, marks=pytest.mark.skip(reason=f"{KNOWN} is absent"))
        return
    for resource_type, about in json.loads(KNOWN.read_text(encoding="utf-8")).items():
        for component, known in about["components"].items() if resource_type.startswith(prefix) else ():
            yield pytest.param(resource_type, component, known, id=f"{resource_type}: {component}")


class OurResources:
    """The resources of a YAML file: `others`, `resources` by type, and `differences`, which are meant."""

    def __init__(self, path: Path, home: str) -> None:
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._others, self._resources, self._home = about["others"], about["resources"], home
        self.differences: list[Mapping[str, Any]] = about["differences"]

    def difference(self, resource_type: str, component: str) -> Mapping[str, Any]:
        """What is meant to differ of a component; empty where nothing is."""
        found = (each for each in self.differences if (each["type"], each["component"]) == (resource_type, component))
        return next(found, {})

    def lines(self, resource_type: str, component: str) -> list[CostLine]:
        """The lines of a component that the resources of the type bring forth, wherever they are."""
        part, _, name = component.rpartition(" > ")
        words = re.escape(name).replace("…", ".+").replace(r"\#", r"\S*\d\S*")
        return [
            line
            for entry in self._resources[resource_type]
            for line in self._bill(resource_type, entry)
            if re.fullmatch(words, line.name) and re.split(r"[.\[]", line.part)[0] == part
        ]

    def _bill(self, resource_type: str, entry: Mapping[str, Any]) -> tuple[CostLine, ...]:
        resource = make_resource(
            resource_type,
            entry.get("values", {}),
            region=entry.get("region", self._home),
            linked={path: [self._other(name) for name in names] for path, names in entry.get("linked", {}).items()},
            users=[self._other(name) for name in entry.get("users", ())],
        )
        return cost_of(resource, Book(), lambda _: UsageValues(entry.get("usage"))).lines

    def _other(self, name: str) -> Billable:
        about = self._others[name]
        found = make_resource(about["type"], about["values"], name=name, region=about.get("region", self._home))
        return msgspec.structs.replace(found, address=about.get("address", found.address))
