"""Reads the files that people give: JSON or YAML, one document or a list, in the envelopes of `aws` and `az`."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.errors import BadInput
from costguard.policy.document import parse
from costguard.policy.faults import Faults
from costguard.policy.nodes import ListNode, MapNode, Node, ScalarNode
from costguard.prove.drafting.mention import Place

MAX_BYTES: Final = 64_000_000
"""The largest file. Every definition of a tenant, built-in ones too, takes about a third."""
MAX_DEPTH: Final = 60
"""How deep a document may nest. An Azure rule of 64 KiB that people write has some fifteen levels."""


class Written(msgspec.Struct, frozen=True):
    """One document, where it stands, as plain data."""

    place: Place
    body: Mapping[str, object]


def read_documents(path: str) -> tuple[Written, ...]:
    """Every document of a file, out of the envelopes in which `aws` and `az` print them.

    Raises BadInput where the file is not there, is neither JSON nor YAML, or could be read in two ways.
    """
    return tuple(_documents(_data(_text(path), path), Place(path)))


def _text(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        raise BadInput(f"cannot read {path}: {reason}; give the file of a policy document") from error
    if len(content) > MAX_BYTES:
        raise BadInput(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; give the tag policies alone")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error


def _data(text: str, path: str) -> object:
    if not text.strip():
        raise BadInput(f"{path} is empty; give the file of a policy document")
    return _json(text, path) if text.lstrip()[0] in "{[" else _yaml(text, path)


class _Twice(Exception):
    """An object names a key twice."""


def _json(text: str, path: str) -> object:
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except _Twice as error:
        raise BadInput(f"{path}: {error}; keep one of them") from error
    except RecursionError as error:
        raise _too_deep(path) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput(f"{path} is not complete JSON ({where}: {error.msg.lower()}); export it again") from error
    except ValueError as error:  # a number of thousands of digits
        raise BadInput(f"{path} has a number that is too long; export it again") from error
    _refuse_depth(data, path)
    return data


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _Twice(f"the key `{twice[:80]}` stands twice in one object")
    return found


def _refuse_depth(data: object, path: str) -> None:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [each for outer in level for each in _inside(outer)]
        if not level:
            return
    raise _too_deep(path)


def _inside(data: object) -> Iterator[object]:
    match data:
        case list():
            yield from data
        case dict():
            yield from data.values()
        case _:
            pass


def _too_deep(path: str) -> BadInput:
    return BadInput(f"{path} nests more than {MAX_DEPTH} levels deep, which no policy document does; check the file")


def _yaml(text: str, path: str) -> object:
    faults = Faults()
    root = parse(text, path, faults)
    if faults.problems:
        raise BadInput(str(faults.problems[0]))
    return None if root is None else _plain(root)


def _plain(node: Node) -> object:
    """Values as they are written: only flags and null are read, so that a tag's `0100` keeps its zero."""
    match node:
        case ScalarNode():
            return node.value if node.value is None or isinstance(node.value, bool) else node.text
        case ListNode():
            return [_plain(item) for item in node.items]
        case MapNode():
            return {pair.key.text: _plain(pair.value) for pair in node.pairs}


def _documents(data: object, place: Place) -> Iterator[Written]:
    """A list holds documents; so does `value`, in which Azure's REST API lists them."""
    match data:
        case {"value": list() as listed, **others} if set(others) <= {"nextLink", "@odata.nextLink", "count"}:
            yield from _documents(listed, place)
        case list():
            for number, each in enumerate(data, start=1):
                yield from _documents(each, place.within(f"document {number}"))
        case Mapping():
            yield Written(place, _unwrapped(data, place))
        case _:
            raise BadInput(f"{place} holds no policy document but a single value; give the document itself")


def _unwrapped(document: Mapping[str, object], place: Place) -> Mapping[str, object]:
    """The document inside what `aws organizations describe-policy` or `describe-effective-policy` prints."""
    for outer, inner in (("Policy", "Content"), ("EffectivePolicy", "PolicyContent")):
        envelope = document.get(outer, document if inner in document else None)
        if not isinstance(envelope, Mapping) or inner not in envelope:
            continue
        content = envelope[inner]
        found = _json(content, f"{place}, {inner}") if isinstance(content, str) else content
        if not isinstance(found, Mapping):
            raise BadInput(f"{place}: `{inner}` holds no policy document; export it again")
        return found
    return document
