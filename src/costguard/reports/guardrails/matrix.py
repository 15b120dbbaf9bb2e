"""The table of rules and clouds that every page about a bundle begins with, and the sentence that sums it up."""

from collections import Counter
from typing import Final

import msgspec

from costguard.model.cloud import Cloud
from costguard.model.guardrail import Asked, AskedKind, Guardrails, Proof, Relation
from costguard.reports.guardrails.names import UNPROVED, verdict_word
from costguard.reports.wording import count

UNDECLARED: Final = "undeclared"
_DIFFERENCES: Final = (Relation.WEAKER, Relation.STRONGER, Relation.DIFFERENT)


class Cell(msgspec.Struct, frozen=True):
    """One rule on one cloud. Where nothing was proved there is no proof, which is no good news."""

    asked: Asked
    cloud: Cloud
    proof: Proof | None


def clouds_of(guardrails: Guardrails) -> tuple[Cloud, ...]:
    """The clouds that were asked for or spoken of, in the order in which every page names them."""
    named = {*guardrails.clouds, *(proof.cloud for proof in guardrails.proofs)}
    return tuple(cloud for cloud in Cloud if cloud in named)


def matrix(guardrails: Guardrails) -> tuple[tuple[Cell, ...], ...]:
    """A row for everything asked, in the policy's order, with a cell for each cloud.

    Below them are the rules that only a proof names; the empty one stands for what is denied though no rule asks.
    """
    # INVARIANT: of several proofs of one rule on one cloud the undeclared one is told.
    proofs = {(proof.rule, proof.cloud): proof for proof in sorted(guardrails.proofs, key=_undeclared_last)}
    asked = {each.id: each for each in guardrails.asked}
    for rule, _ in sorted(proofs):
        asked.setdefault(rule, Asked(rule))
    clouds = clouds_of(guardrails)
    return tuple(
        tuple(Cell(each, cloud, proofs.get((rule, cloud))) for cloud in clouds if rule or (rule, cloud) in proofs)
        for rule, each in asked.items()
    )


def cells(guardrails: Guardrails) -> tuple[Cell, ...]:
    """All cells, row by row."""
    return tuple(cell for row in matrix(guardrails) for cell in row)


def tally(guardrails: Guardrails) -> dict[str, int]:
    """How many cells there are of each verdict; an undeclared one counts as undeclared only."""
    found = Counter(_class(cell.proof) for cell in cells(guardrails))
    return {name: found[name] for name in (*(relation.value for relation in Relation), UNPROVED, UNDECLARED)}


def verdict_sentence(guardrails: Guardrails) -> str:
    """`7 rules, 1 budget on 3 clouds: 9 exact, 5 weaker and declared, 7 none, 0 undeclared`."""
    found = tally(guardrails)
    parts = [f"{found[Relation.EXACT]:,} exact"]
    parts += [f"{found[relation]:,} {relation} and declared" for relation in _DIFFERENCES if found[relation]]
    parts += [f"{found[name]:,} {name}" for name in (Relation.NONE.value, UNPROVED) if found[name]]
    kinds = Counter(asked.kind for asked in guardrails.asked)
    asked = ", ".join(count(kinds[kind], kind) for kind in AskedKind if kinds[kind]) or "Nothing asked"
    clouds = count(len(clouds_of(guardrails)), "cloud")
    return f"{asked} on {clouds}: {', '.join(parts)}, {found[UNDECLARED]:,} undeclared"


def _undeclared_last(proof: Proof) -> bool:
    return not proof.declared


def _class(proof: Proof | None) -> str:
    return UNDECLARED if proof is not None and not proof.declared else verdict_word(proof)
