"""Reads a file of overrides: YAML, every fault with its line, and no entry that could never apply."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.book.embedded import Shelf, shelf
from costguard.pricing.book.figure import GLOBAL
from costguard.pricing.book.listing import tables as tables_of
from costguard.pricing.book.local import LocalBook
from costguard.pricing.book.overrides import Entry, discount, family_of, matches, matches_family
from costguard.pricing.yaml_file import require_shallow

_CLOUDS: Final = (Cloud.AWS, Cloud.AZURE, Cloud.GCP)
_SELECTORS: Final = ("cloud", "service", "item", "region", "family")
_ACTIONS: Final = ("discount_percent", "multiply", "unit_price")
_KEYS: Final = (*_SELECTORS, *_ACTIONS, "reason", "until")
_FORM: Final = "a list of entries, such as `- {cloud: aws, service: ec2_linux, discount_percent: 7}`"
_MOST_TIMES: Final = Decimal(100)
_MOST_USD: Final = Decimal(1_000_000)

Fail = Callable[[str], NoReturn]


def read_entries(path: str, local: LocalBook | None) -> tuple[bytes, tuple[Entry, ...]]:
    """The file's bytes and its entries, in order. Raises BadInput."""
    content = _content(path)
    node = _composed(content, path)
    if not content.strip():
        raise BadInput(f"{path} is empty; a file of overrides holds {_FORM}")
    if node is None:
        return content, ()
    if not isinstance(node, yaml.SequenceNode):
        raise BadInput(f"{path}:{_line(node)}: a file of overrides holds {_FORM}")
    return content, tuple(_entry(each, path, local) for each in node.value)


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}; give --overrides a file") from error


def _composed(content: bytes, path: str) -> yaml.Node | None:
    """The tree of nodes, which know their lines; nothing is built of it, so that aliases cannot explode."""
    try:
        require_shallow(content)
        node: yaml.Node | None = yaml.compose(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        raise BadInput(f"{path}{where} is no YAML ({getattr(error, 'problem', None) or error}); mend it") from error
    return node


def _entry(node: yaml.Node, path: str, local: LocalBook | None) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise BadInput(f"{path}:{_line(node)}: an override is a mapping; a file of overrides holds {_FORM}")
    given: dict[str, tuple[str, Fail]] = {}
    for key, value in node.value:
        fail = _failing(path, _line(key))
        name = str(key.value)
        if name not in _KEYS:
            fail(f"an override has no key `{name}`{_meant(name, _KEYS) or '; it has ' + ', '.join(_KEYS)}")
        if name in given:
            fail(f"`{name}` is there twice; keep one of them")
        if not isinstance(value, yaml.ScalarNode) or not str(value.value).strip():
            fail(f"`{name}` takes one value")
        given[name] = str(value.value).strip(), fail
    entry = _read(given, _line(node), _failing(path, _line(node)))
    _check(entry, given, local)
    return entry


def _read(given: Mapping[str, tuple[str, Fail]], line: int, fail: Fail) -> Entry:
    actions = [name for name in _ACTIONS if name in given]
    if len(actions) != 1:
        told = "both" if actions else "none of"
        fail(f"the override has {told} {', '.join(actions or _ACTIONS)}; give it exactly one")
    amount = _amount(actions[0], *given[actions[0]])
    texts = {name: given[name][0] for name in ("service", "item", "region", "family", "reason") if name in given}
    return Entry(
        line=line,
        cloud=_cloud(*given["cloud"]) if "cloud" in given else None,
        factor=None if actions[0] == "unit_price" else discount(amount) if actions[0] == "discount_percent" else amount,
        unit_price=amount if actions[0] == "unit_price" else None,
        until=_day(*given["until"]) if "until" in given else None,
        **texts,
    )


def _amount(name: str, text: str, fail: Fail) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        fail(f"`{name}` is a number, not `{text}`")
    most, said = {
        "discount_percent": (Decimal(100), "from 0 to 100, of which 7 leaves 0.93 of the price"),
        "multiply": (_MOST_TIMES, f"from 0 to {_MOST_TIMES}, such as 0.93"),
        "unit_price": (_MOST_USD, f"USD from 0 to {_MOST_USD:,}"),
    }[name]
    if not (amount.is_finite() and 0 <= amount <= most):
        fail(f"`{name}` is {said}, not {text}")
    return amount


def _cloud(text: str, fail: Fail) -> Cloud:
    if text not in _CLOUDS:
        fail(f"`cloud` is aws, azure or gcp, not `{text}`")
    return Cloud(text)


def _day(text: str, fail: Fail) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"`until` is a day such as 2026-12-31, not `{text}`")


def _check(entry: Entry, given: Mapping[str, tuple[str, Fail]], local: LocalBook | None) -> None:
    """Refuse an entry that nothing in the book could ever come upon, naming the first selector that goes astray."""
    shelves = [shelf(cloud) for cloud in _CLOUDS if entry.cloud in (None, cloud)]
    regions = {name for each in shelves for name in each.regions} | {GLOBAL}
    known = {(each, table) for each in shelves for table in tables_of(each.cloud, local)}
    tables = {(each, table) for each, table in known if matches(entry.service, table)}
    _need("service", tables, given, lambda: {table for _, table in known})
    _need("region", [name for name in regions if matches(entry.region, name)], given, lambda: regions)
    if not entry.item and not entry.family:
        return
    named = {(each.cloud, item) for each, table in tables for item in _items(each, table, local)}
    of_item = {(cloud, item) for cloud, item in named if matches(entry.item, item)}
    _need("item", of_item, given, lambda: {item for _, item in named})
    of_family = [1 for cloud, item in of_item if matches_family(entry.family, cloud, item)]
    _need("family", of_family, given, lambda: {family_of(cloud, item) for cloud, item in of_item} - {""})


def _need(
    selector: str, found: Collection[Any], given: Mapping[str, tuple[str, Fail]], known: Callable[[], Iterable[str]]
) -> None:
    if not found:
        text, fail = given[selector]
        others = [name for name in ("cloud", "service", "item") if name in given and name != selector]
        among = "".join(f", {name} `{given[name][0]}`" for name in others)
        fail(
            f"the price book has no {selector} `{text}`{among}{_meant(text, known()) or '; see costguard prices show'}"
        )


def _items(owner: Shelf, table: str, local: LocalBook | None) -> Iterator[str]:
    for part in local.parts if local is not None else ():
        if local is not None and (part.cloud, part.table) == (owner.cloud, table):
            yield from local.figures(part)
    grid, cells = owner.grid(table), owner.table(table)
    if grid is not None:
        yield from grid.items()
    elif cells is not None:
        yield from cells.cells


def _meant(word: str, words: Iterable[str]) -> str:
    close = get_close_matches(word, sorted(words), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def _failing(path: str, line: int) -> Fail:
    def fail(message: str) -> NoReturn:
        raise BadInput(f"{path}:{line}: {message}")

    return fail


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
