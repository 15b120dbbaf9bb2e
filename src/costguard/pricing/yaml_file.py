"""Reads the YAML files that a bill takes: safely, and with the place where one is no YAML."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import yaml

from costguard.model.errors import BadInput

if TYPE_CHECKING:
    from yaml import SafeLoader as FastLoader
else:
    FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where it is there

_DEEPEST: Final = 40
_MERGE: Final = "tag:yaml.org,2002:merge"
_LARGEST: Final = 2_000_000  # values with every alias written out


def read_yaml(path: str, option: str, twice: list[str] | None = None) -> tuple[bytes, Mapping[str, Any]]:
    """The bytes of a file and the mapping in it, empty for one of remarks only. Raises BadInput, naming `option`.

    YAML forbids that a key is there twice. Of files that other tools let pass, `twice` collects such keys, with their
    places, and the last counts; without it they are refused.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; give {option} a file") from error
    if not content.strip():
        raise BadInput(f"{path} is empty; write it again, or leave out {option}")
    try:
        document = _load(content, twice)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        reason = getattr(error, "problem", None) or " ".join(str(error).split())
        raise BadInput(f"{path}{where} is no YAML ({reason}); mend it") from error
    if document is None:
        return content, {}
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise BadInput(f"{path} holds no mapping of names; {option} takes a file with one")
    if _size(document, {}) > _LARGEST:
        raise BadInput(f"{path} unfolds to more than {_LARGEST:,} values; use fewer aliases, or split it")
    return content, document


class _Loader(FastLoader):
    """A safe loader that sees what YAML forbids and PyYAML lets pass: a key that is there twice."""

    twice: list[str] | None = None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:  # noqa: ANN401  (PyYAML's)
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in seen and self.twice is not None:
                    self.twice.append(f"`{key.value}` is there twice (again in line {key.start_mark.line + 1})")
                elif key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"`{key.value}` is there twice", problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def require_shallow(content: bytes) -> None:
    """Raise YAMLError for what is nested too deeply: libyaml's loader overflows its stack on ten thousand levels."""
    depth = 0
    for event in yaml.parse(content, Loader=FastLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.MarkedYAMLError(
                problem="it is nested too deeply", problem_mark=cast("yaml.Mark", event.start_mark)
            )


def _load(content: bytes, twice: list[str] | None) -> object:
    require_shallow(content)
    loader = _Loader(content)
    loader.twice = twice
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def _size(value: object, known: dict[int, float]) -> float:
    """How many values there are with every alias written out; infinity where one refers to itself."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf  # what holds itself asks before it is known
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(each, known) for each in inner)
    return known[id(value)]
