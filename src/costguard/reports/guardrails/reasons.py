"""Says once why a difference has to be, where emitters say it of each operation by its name."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Guardrails, Proof

_HOLE: Final = "\0"


class Reason(msgspec.Struct, frozen=True):
    """A reason, and the operations that it is true of; none named: all of them."""

    text: str
    operations: tuple[str, ...] = ()


def reasons_of(guardrails: Guardrails, rule: str, cloud: Cloud, proof: Proof | None) -> tuple[Reason, ...]:
    """Why a rule is not held as it is meant, the proof's own reasons first, then the gaps that it does not speak of."""
    told = {gap.reason: gap.operations for gap in guardrails.gaps if gap.rule == rule and gap.cloud == cloud}
    ordered = dict.fromkeys((*(proof.reasons if proof is not None else ()), *sorted(told)))
    return merged(Reason(text, told.get(text, ())) for text in ordered)


def merged(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same reasons, those that differ only in the operation that they name in one; operations sorted."""
    alike: dict[str, list[Reason]] = {}
    for reason in reasons:
        alike.setdefault(template(reason.text, reason.operations), []).append(reason)
    return tuple(_one(form, members) for form, members in alike.items())


def template(text: str, operations: Iterable[str]) -> str:
    """The text with a hole wherever it names one of the operations."""
    for operation in filter(text.__contains__, operations):
        name = re.escape(operation)
        text = re.sub(rf"`{name}`|(?<![\w:./`-]){name}(?![\w:./`-])", _HOLE, text)
    return text


def filled(form: str) -> str:
    """The text of a template, true of several operations."""
    sentences = re.sub(rf"^{_HOLE}|(?<=\. ){_HOLE}", "The operation", form)
    return sentences.replace(_HOLE, "the operation")


def _one(form: str, members: list[Reason]) -> Reason:
    if len(members) == 1:  # what the text names already is not named again
        return Reason(members[0].text, () if _HOLE in form else members[0].operations)
    everything = any(not member.operations for member in members)
    operations = () if everything else sorted({name for member in members for name in member.operations})
    return Reason(filled(form), tuple(operations))
