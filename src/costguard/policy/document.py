"""Reads YAML into nodes with their places: refuses bombs, tags and duplicate keys, and never builds an object."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import msgspec

from costguard.model.location import Location
from costguard.policy.faults import Faults
from costguard.policy.nodes import ListNode, MapNode, Node, Pair, ScalarNode

if TYPE_CHECKING:
    import yaml

MAX_DEPTH: Final = 50
"""How deep a policy may nest; the language itself needs about ten levels."""
MAX_VALUES: Final = 200_000
"""How many values a file may hold once its aliases are expanded: some 5,000 rules, or one YAML bomb refused."""

_STRING_TAGS: Final = ("!", "tag:yaml.org,2002:str")


def parse(written: str, file: str, faults: Faults) -> Node | None:
    """The tree of the one document in `written`; None when a problem, added to `faults`, leaves no tree to read.

    Duplicate keys are problems too, but the first of them stays, so that the rest can be checked. Scalars are kept
    as written; what they mean follows YAML 1.2's core schema. Anchors, aliases and merge keys work.
    """
    import yaml

    builder = _Builder(file, faults)
    try:
        return builder.build(yaml.parse(written, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except _Refused as refused:
        faults.add(refused.at, refused.message)
    except yaml.MarkedYAMLError as error:
        faults.add(*_syntax_problem(written, file, error))
    except yaml.reader.ReaderError as error:
        faults.add(_place_of(written, file, error.position), "a control character is not allowed here; remove it")
    return None


class _Refused(Exception):
    """Nothing of the file can be read."""

    def __init__(self, at: Location, message: str) -> None:
        self.at = at
        self.message = message
        super().__init__(message)


class _Open(msgspec.Struct):
    """A list or mapping whose end has not come yet."""

    is_map: bool
    at: Location
    anchor: str | None
    nodes: list[Node] = msgspec.field(default_factory=list)
    size: int = 1
    height: int = 1


class _Builder:
    """Turns the stream of events into one tree, without recursion, counting as it goes."""

    def __init__(self, file: str, faults: Faults) -> None:
        self._file = file
        self._faults = faults
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._values = 0
        self._root: Node | None = None

    def build(self, events: Iterator[Any]) -> Node | None:
        import yaml

        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self._add(self._scalar(event), event.anchor)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._begin(event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._end()
                case yaml.AliasEvent():
                    self._add(self._target(event), None)
                case yaml.DocumentStartEvent() if self._root is not None:
                    raise _Refused(self._at(event), "a second document begins here; keep one document a file")
                case _:
                    pass
        return self._root

    def _at(self, event: "yaml.Event") -> Location:
        mark = event.start_mark
        return Location(self._file, mark.line + 1, mark.column + 1) if mark else Location(self._file)

    def _scalar(self, event: "yaml.ScalarEvent") -> ScalarNode:
        at = self._at(event)
        self._refuse_tag(event.tag, at)
        return ScalarNode(event.value, event.implicit[0] and event.tag is None, at)

    def _begin(self, event: "yaml.CollectionStartEvent") -> None:
        at = self._at(event)
        self._refuse_tag(event.tag, at)
        import yaml

        self._open.append(_Open(isinstance(event, yaml.MappingStartEvent), at, event.anchor))
        self._refuse_depth(0, at)

    def _end(self) -> None:
        opened = self._open.pop()
        build = self._mapping if opened.is_map else _list
        self._add(build(opened), opened.anchor)

    def _mapping(self, opened: _Open) -> MapNode:
        found: dict[str, Pair] = {}
        merged: list[Node] = []
        for key, value in zip(opened.nodes[::2], opened.nodes[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                raise _Refused(key.at, "a key must be one word or text, not a list or a mapping")
            if key.is_plain and key.text == "<<":
                merged.append(value)
            elif first := found.get(key.text):
                line = first.key.at.line
                self._faults.add(key.at, f"the key `{key.text}` is already there on line {line}; keep one of them")
            else:
                found[key.text] = Pair(key, value)
        for value in merged:
            for pair in _pairs_to_merge(value):
                found.setdefault(pair.key.text, pair)
        return MapNode(tuple(found.values()), opened.at, opened.size, opened.height)

    def _target(self, event: "yaml.AliasEvent") -> Node:
        target = self._anchors.get(event.anchor or "")
        if target is not None:
            return target
        if any(opened.anchor == event.anchor for opened in self._open):
            raise _Refused(self._at(event), f"`*{event.anchor}` stands inside itself; write the value out")
        raise _Refused(self._at(event), f"`*{event.anchor}` names no anchor above it; write `&{event.anchor}` first")

    def _add(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        size, height = (1, 0) if isinstance(node, ScalarNode) else (node.size, node.height)
        if not self._open:
            self._root = node
            return
        self._refuse_depth(height, node.at)
        opened = self._open[-1]
        opened.nodes.append(node)
        opened.size += size
        opened.height = max(opened.height, height + 1)
        self._refuse_size(opened.size, node.at)

    def _refuse_size(self, size: int, at: Location) -> None:
        self._values += 1
        if size > MAX_VALUES or self._values > MAX_VALUES:
            message = f"the file holds more than {MAX_VALUES:,} values once its aliases are expanded; split it"
            raise _Refused(Location(at.file), message)

    def _refuse_depth(self, height: int, at: Location) -> None:
        if len(self._open) + height > MAX_DEPTH:
            raise _Refused(at, f"this nests more than {MAX_DEPTH} levels deep; flatten it")

    def _refuse_tag(self, tag: str | None, at: Location) -> None:
        if tag is not None and tag not in _STRING_TAGS:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            raise _Refused(at, f"the YAML tag `{shown}` is not allowed; write the plain value")


def _list(opened: _Open) -> ListNode:
    return ListNode(tuple(opened.nodes), opened.at, opened.size, opened.height)


def _pairs_to_merge(value: Node) -> Iterator[Pair]:
    """What `<<` brings in: a mapping's entries, or those of a list of mappings, the earlier ones first."""
    match value:
        case MapNode(pairs=pairs):
            yield from pairs
        case ListNode(items=items) if all(isinstance(item, MapNode) for item in items):
            for item in items:
                yield from _pairs_to_merge(item)
        case _:
            raise _Refused(value.at, "`<<` merges a mapping, or a list of mappings; name one with `*anchor`")


def _syntax_problem(written: str, file: str, error: "yaml.MarkedYAMLError") -> tuple[Location, str]:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Location(file), f"this is not YAML: {error.problem}"
    at = Location(file, mark.line + 1, mark.column + 1)
    lines = written.splitlines()
    if mark.line < len(lines) and lines[mark.line].lstrip(" ").startswith("\t"):
        return at, "a tab indents this line; YAML takes spaces only"
    context = f" {error.context}" if error.context else ""
    return at, f"this is not YAML: {error.problem}{context}; check indentation, quotes and brackets here and just above"


def _place_of(written: str, file: str, position: int) -> Location:
    before = written[:position]
    return Location(file, before.count("\n") + 1, position - before.rfind("\n"))
