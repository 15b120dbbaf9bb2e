"""What becomes of requests when one bundle takes the place of another, for whoever has to agree to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.digest import short
from costguard.model.guardrail import BundleChange, Change
from costguard.reports.guardrails.blocks import Block, Heading, Items, Paragraph
from costguard.reports.guardrails.blocks_markdown import as_markdown
from costguard.reports.guardrails.data import TOOL, Json, Tool, as_json, schema
from costguard.reports.guardrails.names import CLOUDS
from costguard.reports.guardrails.phrases import STYLES, Code, Prose, Tone, Toned, Words, as_text, joined, prose
from costguard.reports.guardrails.sentences import denier, described
from costguard.reports.neutral import HUMAN_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, Row, lay_out
from costguard.reports.wording import count

SCHEMA: Final = "costguard/bundle-changes/v1"

_NAMED: Final = 6  # operations that a person is named of those that change alike
_NOTHING: Final = "Nothing changes: both bundles deny the same requests."


class _ChangeRow(msgspec.Struct, frozen=True):
    change: Change
    cloud: Cloud
    operations: tuple[str, ...]
    example: "_Example"
    statement: str


class _Example(msgspec.Struct, frozen=True):
    operation: str
    tags: dict[str, str]
    values: dict[str, str]


class _Changes(msgspec.Struct, frozen=True):
    schema: str
    tool: Tool
    before: str
    after: str
    changes: tuple[_ChangeRow, ...]


def changes_terminal(changes: Sequence[BundleChange], before: str, after: str, columns: int, in_colour: bool) -> str:
    """What is newly denied, then what is newly allowed, each with an example; the last line sums it up.

    `before` and `after` are the digests of the two bundles.
    """
    return lay_out(_rows(changes, before, after), ReportOptions(width=columns, colour=in_colour))


def changes_json(changes: Sequence[BundleChange], before: str, after: str) -> str:
    """JSON of the schema `costguard/bundle-changes/v1`, in the same order."""
    rows = tuple(_data(change) for _, members in _grouped(changes) for change in members)
    return as_json(_Changes(SCHEMA, TOOL, before, after, rows))


def changes_markdown(changes: Sequence[BundleChange], before: str, after: str) -> str:
    """The same as a comment on a pull request."""
    return as_markdown(_blocks(changes, before, after))


def changes_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the data."""
    return schema("changes")


def _grouped(changes: Iterable[BundleChange]) -> list[tuple[Change, list[BundleChange]]]:
    """By what becomes of the request, then by cloud, the most operations first."""
    clouds = list(Cloud)
    ordered = sorted(
        changes, key=lambda each: (clouds.index(each.cloud), -len(each.operations), each.operations, each.statement)
    )
    groups = [(kind, [each for each in ordered if each.change is kind]) for kind in Change]
    return [(kind, members) for kind, members in groups if members]


def _data(change: BundleChange) -> _ChangeRow:
    request = change.example
    example = _Example(request.operation, dict(request.tags), dict(request.values))
    return _ChangeRow(change.change, change.cloud, tuple(sorted(change.operations)), example, change.statement)


def _rows(changes: Sequence[BundleChange], before: str, after: str) -> Iterator[Row]:
    for kind, members in _grouped(changes):
        yield Row(((_title(kind), f"{STYLES[_tone(kind)]} underline"),))
        for change in members:
            yield Row(((as_text(_what(change)), "bold"),), indent=2)
            yield Row(((as_text(_example(change)), ""),), indent=4)
        yield BLANK
    digests = (plain(short(digest), HUMAN_LIMIT) for digest in (before, after))
    yield Row(((" gives way to ".join(digests), "dim"),), ("Bundles: ", "dim"))
    yield Row(((_conclusion(changes), "bold"),))


def _blocks(changes: Sequence[BundleChange], before: str, after: str) -> Iterator[Block]:
    yield Heading(3, prose("What changes in the guardrails"))
    yield Paragraph((Toned(_conclusion(changes), Tone.BAD if changes else Tone.GOOD),))
    for kind, members in _grouped(changes):
        yield Heading(4, prose(_title(kind)))
        yield Items(tuple((*_what(change), Prose(". "), *_example(change)) for change in members))
    names = (Code(short(before)), Prose(" gives way to "), Code(short(after)))
    yield Paragraph((*names, Prose(".")))


def _title(kind: Change) -> str:
    match kind:
        case Change.NEWLY_DENIED:
            return "Newly denied"
        case Change.NEWLY_ALLOWED:
            return "Newly allowed"
        case _:
            assert_never(kind)


def _tone(kind: Change) -> Tone:
    return Tone.BAD if kind is Change.NEWLY_DENIED else Tone.FAIR


def _what(change: BundleChange) -> Words:
    """The cloud, and the operations that change alike."""
    names = sorted(change.operations)
    parts: list[Words] = [(Code(name),) for name in names[:_NAMED]]
    if len(names) > _NAMED:
        parts.append(prose(f"{len(names) - _NAMED:,} more"))
    return (Prose(f"{CLOUDS[change.cloud]}: "), *joined(parts))


def _example(change: BundleChange) -> Words:
    request = described(change.example)
    match change.change:
        case Change.NEWLY_DENIED:
            return (*request, Prose(" passes now, and would be denied"), *denier(change.statement), Prose("."))
        case Change.NEWLY_ALLOWED:
            return (*request, Prose(" is denied now"), *denier(change.statement), Prose(", and would pass."))
        case _:
            assert_never(change.change)


def _conclusion(changes: Sequence[BundleChange]) -> str:
    if not changes:
        return _NOTHING
    said = []
    for kind in Change:
        members = [change for change in changes if change.change is kind]
        operations = {(change.cloud, name) for change in members for name in change.operations}
        said.append(f"{kind} on {count(len(operations), 'operation')}" if members else f"nothing {kind}")
    return f"{'; '.join(said).capitalize()}."
