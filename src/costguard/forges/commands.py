"""Reads what people ask of us in a comment: `/costguard approve sha256:… ceiling=1500 reason=…`.

A command begins a line. Code, quotes and what a reader cannot see hold none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import msgspec

from costguard.model.approval import TEMPLATE_REASON, Act
from costguard.model.digest import is_digest
from costguard.model.money import read_usd
from costguard.policy.spelling import did_you_mean

_LINES: Final = 40
_COMMANDS: Final = 10
_START: Final = re.compile(r"/costguard(?:[ \t]+|$)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_TICKET_CHARACTERS: Final = 200
_REASON_CHARACTERS: Final = 1000
_ACTS: Final = {"approve": Act.APPROVE, "revoke": Act.REVOKE, "break-glass": Act.BREAK_GLASS}
_OPTIONS: Final = {
    Act.APPROVE: ("ceiling", "reason"),
    Act.REVOKE: ("reason",),
    Act.BREAK_GLASS: ("ticket", "reason"),
}


class Command(msgspec.Struct, frozen=True):
    """One command as it was written. `problem` says what is wrong with it: then it does nothing."""

    act: Act
    digest: str = ""
    ceiling: Decimal | None = None
    reason: str = ""
    ticket: str = ""
    problem: str = ""


class _Fault(Exception):
    """What is wrong with a command, in words for its author."""


def read_commands(body: str) -> tuple[Command, ...]:
    """The commands of a comment's first lines, in their order."""
    found = [_command(line[len(start[0]) :].strip()) for line in _told(body) if (start := _START.match(line))]
    return tuple(found[:_COMMANDS])


def _told(body: str) -> Iterator[str]:
    """The lines that a reader sees as their author's own text: no code, no hidden remark. Quotes begin with `>`."""
    fence, is_hidden = "", False
    for line in body.replace("\r\n", "\n").split("\n")[:_LINES]:
        mark = _FENCE.match(line)
        if is_hidden:
            is_hidden = "-->" not in line
        elif fence:
            closes = mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip()
            fence = "" if closes else fence
        elif mark is not None:
            fence = mark[1]
        elif "<!--" in line:
            is_hidden = "-->" not in line.rpartition("<!--")[2]
        else:
            yield line


def _command(text: str) -> Command:
    verb, _, rest = text.partition(" ")
    act = _ACTS.get(verb)
    if act is None:
        hint = did_you_mean(verb, _ACTS) or f" (commands: {', '.join(_ACTS)})"
        return Command(Act.APPROVE, problem=f"there is no command `{verb[:40]}`{hint}")
    try:
        return _read(act, rest.strip())
    except _Fault as fault:
        return Command(act, problem=str(fault))


def _read(act: Act, text: str) -> Command:
    digest, _, rest = text.partition(" ")
    if not is_digest(digest):
        raise _Fault(f"it must name the whole digest, `/costguard {act.value} sha256:` and 64 characters of 0-9, a-f")
    options = _options(act, rest.strip())
    ceiling = options.get("ceiling")
    return Command(
        act,
        digest,
        None if ceiling is None else _ceiling(ceiling),
        options.get("reason", "")[:_REASON_CHARACTERS],
        options.get("ticket", "")[:_TICKET_CHARACTERS],
    )


def _options(act: Act, text: str) -> dict[str, str]:
    """The options by name; a reason runs to the end of the line."""
    found: dict[str, str] = {}
    while text:
        name, separator, rest = text.partition("=")
        if not separator or name not in _OPTIONS[act]:
            word = re.split(r"[\s=]", text, maxsplit=1)[0]
            hint = did_you_mean(word, _OPTIONS[act])
            known = " and ".join(f"{each}=…" for each in _OPTIONS[act])
            raise _Fault(f"`{word[:40]}` is no part of it{hint}; after the digest come {known}, the reason last")
        if name in found:
            raise _Fault(f"it gives `{name}` twice; give it once")
        value, _, text = (rest, "", "") if name == "reason" else rest.partition(" ")
        if name == "reason":
            _require_reason(act, value)
        found[name], text = value.strip(), text.strip()
    return found


def _require_reason(act: Act, reason: str) -> None:
    """A reason takes the rest of the line: what was meant for an option would be lost in it, unseen."""
    swallowed = next((each for each in _OPTIONS[act] if f"{each}=" in reason), None)
    if swallowed is not None:
        raise _Fault(f"`{swallowed}=` stands within the reason, which comes last; put it before `reason=`")
    if reason.strip() == TEMPLATE_REASON:
        raise _Fault(f"`reason={TEMPLATE_REASON}` is what was to be filled in; say why")


def _ceiling(text: str) -> Decimal:
    amount = read_usd(text)
    if amount is None or amount <= 0:
        raise _Fault(f"`ceiling={text[:40]}` is no amount; write USD a month as 1500 or 1500.50")
    return amount
