"""Writes a draft as the policy file that a person goes on with: commented, in order, and ready for `costguard lint`."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from costguard.model.cloud import Cloud
from costguard.prove.drafting.draft import Draft, DraftDimension
from costguard.prove.drafting.naming import title_of
from costguard.reports.neutral import PROSE_LIMIT, plain

_COLUMNS: Final = 110
_MOST_LINES: Final = 8
_GRACE: Final = timedelta(days=365)
# Words that YAML reads as text; `yes`, `no`, `null` and numbers are quoted, for any tool that reads the file.
_PLAIN: Final = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z](?:[A-Za-z0-9_./ -]*[A-Za-z0-9])?")
_APPLIES_TO: Final = "    applies_to: {taggable: true}\n"
_EFFECT: Final = "    effect: {plan: advise, audit: report, cloud: audit}\n"
_ON_EFFECTS: Final = "Nothing is denied yet: turn `advise` and `audit` into `deny` once findings are few."


def draft_yaml(draft: Draft) -> str:
    """The draft as text: remarks first, then the taxonomy with what each document says, then a rule for what is asked.

    A tag that a document requires is in `required-tags`. One that is only named gets a rule of its own: where it is
    there, its value is right.
    """
    dimensions = "\n".join(map("".join, (_dimension(each, draft) for each in draft.dimensions)))
    rules = "\n".join(_rules(draft.dimensions))
    on_effects = "".join(_comment(_ON_EFFECTS))
    return f"{''.join(_head(draft))}version: 1\n\ntaxonomy:\n{dimensions}\n{on_effects}rules:\n{rules}"


def numbered(draft: Draft) -> tuple[str, ...]:
    """The remarks, each with its number, as one line."""
    return tuple(f"{number}. {plain(str(remark), PROSE_LIMIT)}" for number, remark in enumerate(draft.remarks, start=1))


def _head(draft: Draft) -> Iterator[str]:
    files = ", ".join(draft.files)
    yield from _comment(f"Drafted by `costguard import` on {draft.today} from {files}.")
    yield from _comment(
        "Read it, change it, run `costguard lint`. The documents speak of some resources, as the remarks below say; "
        "the rules here of every resource that takes tags: narrow `applies_to` where that is too much."
    )
    if draft.remarks:
        yield "#\n"
        yield from _comment("To be looked at: what was not understood, and where documents disagree.")
        for line in numbered(draft):
            yield from _comment(line, "#   ", hanging="   ")
    yield "\n"


def _dimension(dimension: DraftDimension, draft: Draft) -> Iterator[str]:
    yield f"  {_written(dimension.name)}:\n"
    for line in dimension.says[:_MOST_LINES]:
        yield from _comment(line, "    # ", hanging="  ")
    if len(dimension.says) > _MOST_LINES:
        yield f"    # and {len(dimension.says) - _MOST_LINES} more parts of the documents\n"
    yield f"    title: {_written(title_of(dimension.name))}\n"
    yield f"    key: {_key(dimension)}\n"
    if dimension.aliases:
        until = (draft.today + _GRACE).isoformat()
        yield from _flow("aliases", "{}", (f"{_written(alias)}: {until}" for alias in dimension.aliases), "    ")
    match dimension.values.word:
        case "any":
            yield "    values: any\n"
        case "pattern":
            yield f"    values: {{pattern: {json.dumps(dimension.values.operands[0])}}}\n"
        case word:
            yield "    values:\n"
            yield from _flow(word, "[]", map(_written, dimension.values.operands), "      ")


def _key(dimension: DraftDimension) -> str:
    """One key where the clouds agree, or only one has it."""
    keys = dict.fromkeys(dimension.keys.values())
    if len(keys) == 1:
        return _written(next(iter(keys)))
    aws, azure = dimension.keys[Cloud.AWS], dimension.keys[Cloud.AZURE]
    return f"{{aws: {_written(aws)}, azure: {_written(azure)}}}"


def _rules(dimensions: Iterable[DraftDimension]) -> Iterator[str]:
    every = tuple(dimensions)
    required = [dimension.name for dimension in every if dimension.is_required]
    if required:
        yield "".join(_required(required))
    for dimension in every:
        if not dimension.is_required:
            yield "".join(_where_there(dimension.name))


def _required(names: list[str]) -> Iterator[str]:
    yield "  - id: required-tags\n"
    yield "    title: Every resource carries the tags that the documents require\n"
    yield _APPLIES_TO
    yield from _flow("require_tags", "[]", map(_written, names), "    ")
    yield _EFFECT


def _where_there(name: str) -> Iterator[str]:
    yield f"  - id: {name.replace('_', '-')}-values\n"
    yield f"    title: {title_of(name)}, where the tag is there, has a right value\n"
    yield _APPLIES_TO
    yield f"    when: {{{_written(name)}: {{present: true}}}}\n"
    yield f"    require_tags: [{_written(name)}]\n"
    yield _EFFECT


def _flow(name: str, brackets: str, items: Iterable[str], indent: str) -> Iterator[str]:
    """A list or mapping in brackets, on as many lines as it needs."""
    listed = list(items)
    line = f"{indent}{name}: {brackets[0]}{', '.join(listed)}{brackets[1]}"
    if len(line) <= _COLUMNS:
        yield f"{line}\n"
        return
    yield f"{indent}{name}: {brackets[0]}\n"
    row = ""
    for item in listed:
        if row and len(indent) + len(row) + len(item) + 4 > _COLUMNS:
            yield f"{indent}  {row.rstrip()}\n"
            row = ""
        row += f"{item}, "
    yield f"{indent}  {row.rstrip(', ')}{brackets[1]}\n"


def _comment(text: str, mark: str = "# ", hanging: str = "") -> Iterator[str]:
    """A text as comment lines; nothing in it can end one."""
    shown = plain(text, PROSE_LIMIT)
    wrapped = textwrap.wrap(
        shown, _COLUMNS, initial_indent=mark, subsequent_indent=mark + hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    yield from (f"{line}\n" for line in wrapped)


def _written(text: str) -> str:
    """A text as YAML has it in one line: a plain word as it is, anything else as JSON, which is YAML too."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
