"""A planned resource's attributes under their neutral names, each looked up when a rule asks for it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Final

from costguard.catalog.entry import AttributePath, Entry
from costguard.catalog.lookup import attribute_names
from costguard.model.resource import UNSET, Attribute, Knowledge, Scalar, known
from costguard.model.tags import Origin
from costguard.sources.terraform_plan.body import Body, Leaf, leaf, leaves
from costguard.sources.terraform_plan.computed import is_left_to_provider
from costguard.sources.terraform_plan.configuration import ResourceConfig

RAW_PREFIX: Final = "attr:"
PLACES: Final = ("region", "zone")
# Machines that take what they leave unset from a template.
_TEMPLATES: Final = {"aws_instance": "launch_template", "aws_spot_instance_request": "launch_template"}


class PlannedAttributes(Mapping[str, Attribute]):
    """Neutral names and raw paths (`attr:a.b`) of one resource.

    A neutral name is there where the catalog's entry has it. Of a type that the catalog lacks, a top-level
    attribute of that very name stands for it.
    """

    __slots__ = ("_body", "_config", "_elsewhere", "_entry", "_found")

    def __init__(
        self,
        body: Body,
        entry: Entry | None,
        config: ResourceConfig | None,
        elsewhere: Callable[[str], Attribute | None],
    ) -> None:
        self._body = body
        self._entry = entry
        self._config = config
        self._elsewhere = elsewhere
        self._found: dict[str, Attribute | None] = {}

    def __getitem__(self, name: str) -> Attribute:
        if name not in self._found:
            self._found[name] = self._find(name)
        found = self._found[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in PLACES if self._elsewhere(name) is not None)
        yield from self._entry.attributes if self._entry is not None else ()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, name: str) -> Attribute | None:
        if name in PLACES:
            return self._elsewhere(name)
        if name.startswith(RAW_PREFIX):
            return self._at(AttributePath((name.removeprefix(RAW_PREFIX),)))
        if self._entry is not None:
            path = self._entry.attributes.get(name)
            found = self._at(path, attribute_names()[name].kind) if path is not None else None
            return self._elsewhere(name) if found is UNSET and path is not None and path.referrer else found
        return self._at(AttributePath((name,))) if self._body.has(name) else None

    def _at(self, path: AttributePath, kind: str = "") -> Attribute:
        """What every path that is set says: a resource may set two of them, and each of their values counts."""
        said = [attribute for each in path.paths if (attribute := self._at_one(each, path, kind)) is not None]
        if not said:
            if path.default is None or self._takes_settings_from_elsewhere():
                return UNSET
            return known(path.default, origin=Origin.DOCUMENTED)
        if len(said) == 1:
            return said[0]
        is_known = all(attribute.knowledge is Knowledge.KNOWN for attribute in said)
        return Attribute(
            tuple(dict.fromkeys(value for attribute in said for value in attribute.values)),
            Knowledge.KNOWN if is_known else Knowledge.AFTER_APPLY,
            sensitive=any(attribute.sensitive for attribute in said),
        )

    def _at_one(self, where: str, path: AttributePath, kind: str) -> Attribute | None:
        found = list(leaves(self._body, where))
        values = tuple(value for one in found for value in _values(one, path, kind))
        is_set = any(True for one in found for _ in _scalars(one))
        is_unknown = any(one.holds_unknown for one in found)
        if not is_set and (not is_unknown or is_left_to_provider(self._config, self._body, where)):
            return None
        knowledge = Knowledge.AFTER_APPLY if is_unknown else Knowledge.KNOWN
        return Attribute(values, knowledge, sensitive=any(one.is_sensitive for one in found))

    def _takes_settings_from_elsewhere(self) -> bool:
        """Whether what the block leaves unset comes from a template that a plan may not show."""
        argument = _TEMPLATES.get(self._entry.type) if self._entry is not None else None
        if argument is None or not self._body.has(argument):
            return False
        template = leaf(self._body, argument)
        return bool(template.value) or template.holds_unknown


def _values(found: Leaf, path: AttributePath, kind: str) -> Iterator[Scalar]:
    """What one block says, or the documented default where it says nothing."""
    scalars = tuple(_normalised(value, path, kind) for value in _scalars(found))
    yield from scalars
    if not scalars and not found.holds_unknown and path.default is not None:
        yield path.default


def _scalars(found: Leaf) -> Iterator[Scalar]:
    values = found.value if isinstance(found.value, list) else (found.value,)
    yield from (value for value in values if isinstance(value, str | int | float | bool) and value != "")


def _normalised(value: Scalar, path: AttributePath, kind: str) -> Scalar:
    if path.last_segment and isinstance(value, str):
        return value.rstrip("/").rpartition("/")[2]
    if isinstance(value, str):
        value = _as_kind(value, kind)
    if path.divide != 1 and isinstance(value, int | float) and not isinstance(value, bool):
        with suppress(OverflowError):  # a whole number that no float holds stays as it is
            return value / path.divide
    return value


def _as_kind(text: str, kind: str) -> Scalar:
    """Some providers write numbers and booleans as text (ECS `cpu = "256"`); the vocabulary says what is meant."""
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind == "number":
        try:
            return float(text)
        except ValueError:
            return text
    return text
