"""Reads and writes evidence as a file, so that the job that judges needs neither network nor token.

Whoever may write the file may say anything in it: it comes from a step of the same job, never from the change.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from costguard.model.approval import Evidence
from costguard.model.errors import BadInput
from costguard.model.moment import in_utc
from costguard.sources.bounded import Unreadable, read_bounded

SCHEMA: Final = "costguard/evidence/v1"
_FILE_BYTES: Final = 32_000_000
_MOST_ENTRIES: Final = 50_000
_MOST_AMOUNT: Final = Decimal(10) ** 15
_HOW: Final = "write it anew with `costguard pr evidence`"


class _Head(msgspec.Struct, frozen=True):
    schema: str


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    evidence: Evidence


def read_evidence(path: str) -> Evidence:
    """Read an evidence file. Raises BadInput for another schema, a member it does not know, and a time without zone."""
    try:
        content = read_bounded(Path(path), _FILE_BYTES)
    except Unreadable as error:
        raise BadInput(f"the evidence file {path} {error}; {_HOW}") from error
    return _decoded(content, path)


def evidence_text(evidence: Evidence) -> str:
    """The file's text: the same evidence always gives the same bytes."""
    encoded = msgspec.json.encode(_Document(SCHEMA, evidence))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _decoded(content: bytes, path: str) -> Evidence:
    try:
        schema = msgspec.json.decode(content, type=_Head).schema
        if schema != SCHEMA:
            raise BadInput(f"the evidence file {path} has the schema `{schema[:60]}`, not `{SCHEMA}`; {_HOW}")
        evidence = msgspec.json.decode(content, type=_Document).evidence
        told = msgspec.json.decode(content)["evidence"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"the evidence file {path} is no evidence ({error}); {_HOW}") from error
    if (fault := _fault(evidence, told)) is not None:
        raise BadInput(f"the evidence file {path} {fault}; {_HOW}")
    return _in_utc(evidence)


def _in_utc(evidence: Evidence) -> Evidence:
    """The evidence with every time in UTC, as others print them."""
    return msgspec.structs.replace(
        evidence,
        statements=tuple(
            msgspec.structs.replace(
                each, at=in_utc(each.at), expires=None if each.expires is None else in_utc(each.expires)
            )
            for each in evidence.statements
        ),
        shown=tuple(msgspec.structs.replace(each, at=in_utc(each.at)) for each in evidence.shown),
    )


def _fault(evidence: Evidence, told: object) -> str | None:
    """What is wrong with evidence that has the right shape, None for nothing."""
    if max(len(evidence.statements), len(evidence.shown), len(evidence.teams)) > _MOST_ENTRIES:
        return f"holds more than {_MOST_ENTRIES:,} entries"
    if (name := next(_unknown(told, msgspec.to_builtins(evidence)), None)) is not None:
        return f"has the member `{name[:60]}`, which evidence does not have"
    times = [*(each.at for each in evidence.statements), *(each.at for each in evidence.shown)]
    times += [each.expires for each in evidence.statements if each.expires is not None]
    if any(_is_naive(time) for time in times):
        return "has a time without a zone"
    amounts = [each.ceiling for each in evidence.statements if each.ceiling is not None]
    amounts += [each.subject.monthly_delta or Decimal(0) for each in evidence.shown if each.subject is not None]
    if any(not amount.is_finite() or abs(amount) > _MOST_AMOUNT for amount in amounts):
        return "has an amount that is none"
    return "has a subject that is not the one it names" if _has_false_subject(evidence) else None


def _is_naive(time: datetime) -> bool:
    return time.tzinfo is None


def _has_false_subject(evidence: Evidence) -> bool:
    return any(each.subject is not None and each.subject.digest != each.digest for each in evidence.shown)


def _unknown(told: object, known: object) -> Iterator[str]:
    """The members of the file that nothing reads: a slip in one (`isbot`) must not pass for its absence."""
    match told, known:
        case dict(), dict():
            yield from (str(name) for name in told.keys() - known.keys())
            for name in told.keys() & known.keys():
                yield from _unknown(told[name], known[name])
        case list(), list() | tuple():
            for one, other in zip(told, known, strict=False):
                yield from _unknown(one, other)
