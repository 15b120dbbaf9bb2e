"""What our comment remembers where nobody sees it: whose comment it is, and what it showed when.

The marker is the first line and the state the last. Texts of a change stand between them and can be neither, and only
a comment written by our own account is ever read.
"""

import base64
import binascii
import hashlib
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec

from costguard.model.approval import Shown
from costguard.model.errors import BadInput

STATE_BYTES: Final = 20 * 1024
ENTRIES_OF_A_HEAD: Final = 10
# GitHub's error reads "maximum is 65536 characters", and 262,144 bytes are what was measured
# (objectstack-ai/objectstack#18826, 2026-09): so many characters are within both. Others allow more.
BODY_CHARACTERS: Final = 65_536
_MARKER: Final = "<!-- costguard/comment/v1 project={} -->"
_STATE_START: Final = "<!-- costguard/state/v1 "
_STATE_END: Final = " -->"
_LONGEST_NAME: Final = 300
_UNPACKED_BYTES: Final = 4 * 1024 * 1024
ROOM: Final = BODY_CHARACTERS - STATE_BYTES - 1024
"""The characters that a visible text may have, so that marker and state fit beside it."""


class _State(msgspec.Struct, frozen=True, array_like=True):
    entries: tuple[Shown, ...]


def marker(project: str) -> str:
    """The first line of the comment of a project, whose name cannot end it: all but letters and digits is quoted."""
    quoted = quote(project, safe="").replace("-", "%2D").replace("_", "%5F").replace(".", "%2E").replace("~", "%7E")
    if len(quoted) > _LONGEST_NAME:
        quoted = f"{quoted[:_LONGEST_NAME]}{hashlib.sha256(project.encode()).hexdigest()}"
    return _MARKER.format(quoted)


def has_marker(body: str, project: str) -> bool:
    """Whether a comment says that it is ours, for this project. Whether it is, its author tells."""
    return body.startswith(marker(project)) and body[len(marker(project)) :][:1] in ("", "\n", "\r")


def is_marked(body: str) -> bool:
    """Whether a comment says that it is ours, whatever its project."""
    return body.startswith(_MARKER.partition("{")[0])


def with_state(body: str, project: str, shown: Sequence[Shown]) -> str:
    """The whole comment. What is oldest is forgotten first where the state grows too long.

    Raises BadInput where the visible text leaves no room for it.
    """
    head = f"{marker(project)}\n{body.strip()}\n\n"
    room = min(STATE_BYTES, BODY_CHARACTERS - len(head) - len(_STATE_START) - len(_STATE_END))
    if room < len(_packed(())):
        raise BadInput(f"the comment has {len(body):,} characters, and {ROOM:,} are allowed; ask for a shorter report")
    return f"{head}{_STATE_START}{_fitting(_recent(shown), room)}{_STATE_END}"


def read_state(body: str) -> tuple[Shown, ...]:
    """What a comment showed, the oldest first. A damaged state is none: what is not sure was not shown."""
    last = body.rstrip().rpartition("\n")[2]
    if not (last.startswith(_STATE_START) and last.endswith(_STATE_END)):
        return ()
    try:
        packed = base64.b64decode(last[len(_STATE_START) : -len(_STATE_END)], validate=True)
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(packed, _UNPACKED_BYTES)
        if not unpacker.eof:
            return ()
        entries = msgspec.json.decode(unpacked, type=_State).entries
    except (binascii.Error, zlib.error, msgspec.DecodeError, UnicodeError, ValueError, OverflowError, RecursionError):
        return ()
    if any(entry.at.tzinfo is None for entry in entries):
        return ()
    return tuple(map(_proven, entries))


def remembering(shown: Sequence[Shown], newest: Shown | None) -> tuple[Shown, ...]:
    """What was shown, and what is now. What is shown still keeps the time since when it is.

    A digest that comes back after another is shown anew: a review is bound to what was last on view before it. That
    nothing is shown any more (an empty digest) is remembered where something was, so that no later review is of it.
    """
    if newest is None or not (shown or newest.digest):
        return tuple(shown)
    last = shown[-1] if shown else None
    if last is None or (last.digest, last.head, last.project) != (newest.digest, newest.head, newest.project):
        return (*shown, newest)
    if last.subject is not None or newest.subject is None:
        return tuple(shown)
    return (*shown[:-1], msgspec.structs.replace(last, subject=newest.subject))


def nothing_shown(head: str, at: datetime, project: str) -> Shown:
    """The entry of a verdict for which nobody has to agree: from then on there is nothing to approve."""
    return Shown("", head, at, None, project)


def _proven(entry: Shown) -> Shown:
    """An entry, without a subject that is not the one it names."""
    if entry.subject is None or entry.subject.digest == entry.digest:
        return entry
    return msgspec.structs.replace(entry, subject=None)


def _recent(shown: Sequence[Shown]) -> tuple[Shown, ...]:
    """The newest entries of each commit, in the order in which they were shown."""
    kept: list[Shown] = []
    counts: dict[str, int] = {}
    for entry in reversed(shown):
        counts[entry.head] = counts.get(entry.head, 0) + 1
        if counts[entry.head] <= ENTRIES_OF_A_HEAD:
            kept.append(entry)
    return tuple(reversed(kept))


def _fitting(shown: tuple[Shown, ...], room: int) -> str:
    """The state in so many characters: subjects are dropped from the oldest on, then entries."""
    bare = tuple(msgspec.structs.replace(entry, subject=None) for entry in shown)

    def lighter(dropped: int) -> str:
        kept = (*bare[:dropped], *shown[dropped:]) if dropped <= len(shown) else bare[dropped - len(shown) :]
        return _packed(kept)

    # What is dropped makes it shorter, but for a byte or two; what is found fits, and nothing more is asked of it.
    dropped = bisect_left(range(2 * len(shown)), x=True, key=lambda count: len(lighter(count)) <= room)
    return lighter(dropped)


def _packed(shown: tuple[Shown, ...]) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(_State(shown)), 9)).decode()
