"""The part of the coverage page that tells, cloud by cloud, what happens to each operation that a rule speaks of."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Duty, Guardrails
from costguard.reports.guardrails.blocks import Block, Fold, Heading, Paragraph, Table
from costguard.reports.guardrails.duties import Group, Operation, counts_of, groups_of
from costguard.reports.guardrails.names import CLOUDS, DUTIES
from costguard.reports.guardrails.phrases import Code, Piece, Prose, Words, joined, prose
from costguard.reports.wording import count


def duties(guardrails: Guardrails) -> Iterator[Block]:
    """For each cloud a table that counts, and below it every operation by duty and by reason."""
    clouds = [cloud for cloud in Cloud if any(row.cloud == cloud for row in guardrails.coverage)]
    if not clouds:
        return
    yield Heading(2, prose("What happens to each operation"))
    for cloud in clouds:
        groups = groups_of(guardrails, cloud)
        yield Heading(3, prose(CLOUDS[cloud]))
        yield _counts(guardrails, groups)
        for duty, members in groupby(groups, key=lambda group: group.duty):
            yield from _duty(duty, tuple(members))


def _counts(guardrails: Guardrails, groups: Sequence[Group]) -> Table:
    found = counts_of(groups)
    places = {asked.id: place for place, asked in enumerate(guardrails.asked)}
    ordered = sorted(found.items(), key=lambda item: (places.get(item[0], len(places)), item[0]))
    used = [duty for duty in Duty if any(duty in counts for counts in found.values())]
    rows = (((Code(rule),), *(prose(f"{counts.get(duty, 0):,}") for duty in used)) for rule, counts in ordered)
    head = ("Rule", *(duty.value.capitalize() for duty in used))
    return Table(head, tuple(rows), frozenset(range(1, len(head))))


def _duty(duty: Duty, groups: tuple[Group, ...]) -> Iterator[Block]:
    """The operations of one duty: under each reason the names, whoever they are the same for."""
    names = {operation.name for group in groups for operation in group.operations}
    summary = f"{duty.value.capitalize()}: {count(len(names), 'operation')}"
    body = tuple(block for group in groups for block in _group(group))
    yield Fold((Prose(f"{summary} ({DUTIES[duty]})"),), body)


def _group(group: Group) -> Iterator[Block]:
    rules = joined([(Code(rule),) for rule in group.rules])
    why: tuple[Piece, ...] = (Prose(f": {group.why}"),) if group.why else ()
    yield Paragraph((Prose(f"{len(group.operations):,} under "), *rules, *why))
    yield Paragraph(_listed(group.operations))


def _listed(operations: Iterable[Operation]) -> Words:
    parts: list[Piece] = []
    for operation in operations:
        parts += [Prose(", ")] if parts else []
        parts.append(Code(operation.name))
        if operation.resources:
            parts.append(Prose(f" ({', '.join(operation.resources)})"))
    return tuple(parts)
