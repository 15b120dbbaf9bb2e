"""The part of the coverage page that tells, rule by rule, where documents differ, with a request as example."""

from collections.abc import Iterator
from typing import Final

from costguard.model.guardrail import Guardrails, Proof, Relation
from costguard.reports.guardrails.blocks import Block, Heading, Items, Paragraph
from costguard.reports.guardrails.matrix import Cell, matrix
from costguard.reports.guardrails.names import CLOUDS, meaning, rule_name, toned
from costguard.reports.guardrails.phrases import Code, Piece, Prose, Words, joined, prose
from costguard.reports.guardrails.reasons import Reason, reasons_of
from costguard.reports.guardrails.sentences import leak, over_block
from costguard.reports.wording import count

_NAMED: Final = 3  # operations of one reason; the next part of the page lists all


def differences(guardrails: Guardrails) -> Iterator[Block]:
    """A heading for each rule that is not exact everywhere, with its clouds below; the exact ones in one sentence."""
    rows = [row for row in matrix(guardrails) if row]
    exact = [row for row in rows if all(_is_plain(guardrails, cell) for cell in row)]
    yield Heading(2, prose("Where rule and documents differ"))
    if exact:
        yield Paragraph((Prose("Nowhere: "), *joined([_name(row[0].asked.id) for row in exact]), Prose(".")))
    for row in rows:
        if row in exact:
            continue
        asked = row[0].asked
        yield Heading(3, (*_name(asked.id), Prose(f": {asked.title}" if asked.title else "")))
        if asked.why:
            yield Paragraph(prose(asked.why))
        yield from _cells(guardrails, [cell for cell in row if not _is_plain(guardrails, cell)])


def _is_plain(guardrails: Guardrails, cell: Cell) -> bool:
    """Whether there is nothing to tell: exact, and without a gap."""
    proof = cell.proof
    is_exact = proof is not None and proof.relation is Relation.EXACT and proof.declared
    return is_exact and not reasons_of(guardrails, cell.asked.id, cell.cloud, proof)


def _cells(guardrails: Guardrails, cells: list[Cell]) -> Iterator[Block]:
    """What is to be told of each cloud; clouds of which the same is told share it."""
    clouds: dict[tuple[Words, tuple[Words, ...]], list[Words]] = {}
    for cell in cells:
        told = (*_witnesses(cell.proof), *map(_reason, reasons_of(guardrails, cell.asked.id, cell.cloud, cell.proof)))
        clouds.setdefault((_verdict(cell), told), []).append(prose(CLOUDS[cell.cloud]))
    for (verdict, told), names in clouds.items():
        yield Paragraph((*joined(names), Prose(": "), *verdict))
        if told:
            yield Items(told)


def _verdict(cell: Cell) -> Words:
    proof = cell.proof
    if proof is None:
        return (toned(proof), Prose(f" ({meaning(None)})"))
    differing = proof.operations - proof.exact
    is_told = differing > 0 and proof.relation is not Relation.NONE
    extent = f"; {differing:,} of {count(proof.operations, 'operation')}" if is_told else ""
    return (toned(proof), Prose(f" ({meaning(proof.relation, proof.rule)}{extent})"))


def _witnesses(proof: Proof | None) -> Iterator[Words]:
    if proof is None:
        return
    if proof.leak is not None:
        yield leak(proof.leak)
    if proof.over_block is not None:
        yield over_block(proof.over_block, proof.rule)


def _reason(reason: Reason) -> Words:
    operations = [(Code(name),) for name in reason.operations[:_NAMED]]
    hidden = len(reason.operations) - len(operations)
    parts: list[Words] = [*operations, prose(f"{hidden:,} more")] if hidden else [*operations]
    of: tuple[Piece, ...] = (Prose(" ("), *joined(parts), Prose(")")) if parts else ()
    return (Prose(f"Why: {reason.text}"), *of)


def _name(rule: str) -> Words:
    return (Code(rule),) if rule else prose(rule_name(rule))
