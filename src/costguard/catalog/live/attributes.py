"""Rules ask `size_gb`; a live record says `Size`, `diskSizeGB` or `sizeGb`: here one becomes the other."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec

from costguard.catalog.live.paths import Scalar, values_at
from costguard.catalog.live.tables import read_rows
from costguard.catalog.lookup import attribute_names
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.inventory import Values

_ABSENT: Final = ""
_ANY_OTHER: Final = "*"


class LivePath(msgspec.Struct, frozen=True):
    """Where one attribute lies in a live record: a row of `data/live/CLOUD.csv`.

    The first of `paths` that is set wins; a number is divided by `divide`, of a URL only the last segment counts if
    `last_segment`. `words` are the API's, in lower case, with ours: a word "" of theirs stands for
    what is absent, "*" for any other; a word "" of ours says that theirs means "not set".
    """

    attribute: str
    paths: tuple[str, ...]
    divide: int = 1
    last_segment: bool = False
    words: Mapping[str, str] = MappingProxyType({})

    @property
    def tells_absent(self) -> bool:
        """Whether it is known what an absent value means."""
        return _ABSENT in self.words


def live_attributes(terraform_type: str, body: Mapping[str, Any]) -> dict[str, Values]:
    """The neutral attributes that a full record of a resource tells, as policies write their values.

    `body` is what the type's describe call returns, AWS Config's `configuration`, an ARM resource, or a Google asset's
    `resource.data`. What the record leaves unset is (); an attribute that no record of the type tells is not there.
    """
    return {path.attribute: _values(path, body) for path in live_paths(terraform_type)}


def live_paths(terraform_type: str) -> tuple[LivePath, ...]:
    """Where the attributes of a Terraform type lie in its live records; () where nothing is known of it."""
    return _paths_of(cloud_of(terraform_type)).get(terraform_type, ())


def as_text(value: Scalar) -> str:
    """A value as policies write it: `true`, `100`, `1.5`. A whole number reads the same however it is stored."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _values(path: LivePath, body: Mapping[str, Any]) -> Values:
    found = next((values for each in path.paths if (values := values_at(body, each))), ())
    if not found:
        return (path.words[_ABSENT],) if _ABSENT in path.words else ()
    texts = (_text(path, value) for value in found)
    return tuple(dict.fromkeys(text for text in texts if text))


def _text(path: LivePath, value: Scalar) -> str:
    """One value in our unit and our word. A value that several parts share is told once."""
    text = as_text(_in_our_unit(_of_its_kind(value, attribute_names()[path.attribute].kind), path.divide))
    if path.last_segment:
        text = text.rstrip("/").rpartition("/")[2]
    return path.words.get(text.lower(), path.words.get(_ANY_OTHER, text))


def _of_its_kind(value: Scalar, kind: str) -> Scalar:
    """Some APIs write numbers and booleans as text: SQS all of them."""
    if not isinstance(value, str):
        return value
    if kind == "number":
        return _number(value)
    return value.lower() if kind == "boolean" and value.lower() in {"true", "false"} else value


def _number(text: str) -> Scalar:
    readers: tuple[Callable[[str], int | float], ...] = (int, float)
    for read in readers:
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _in_our_unit(value: Scalar, divide: int) -> Scalar:
    if divide == 1 or isinstance(value, str | bool):
        return value
    return value / divide


@cache
def _paths_of(cloud: Cloud) -> Mapping[str, tuple[LivePath, ...]]:
    found: dict[str, list[LivePath]] = {}
    for row in read_rows(cloud):
        path = _path(row)
        for terraform_type in row["type"].split("|"):
            found.setdefault(terraform_type, []).append(path)
    return MappingProxyType({terraform_type: tuple(paths) for terraform_type, paths in found.items()})


def _path(row: Mapping[str, str]) -> LivePath:
    return LivePath(
        attribute=row["attribute"],
        paths=tuple(row["paths"].split("|")),
        divide=int(row["divide"] or 1),
        last_segment=row["last_segment"].lower() == "true",
        words=_words(row["values"]),
    )


def _words(cell: str) -> Mapping[str, str]:
    pairs = (pair.partition("=") for pair in cell.split(";") if pair)
    return MappingProxyType({theirs.strip().lower(): ours.strip() for theirs, _, ours in pairs})
