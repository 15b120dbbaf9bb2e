"""The proof in a terminal: which rules hold where, and for each difference a request that shows it."""

from collections.abc import Iterable, Iterator
from typing import Final

from costguard.model.guardrail import Guardrails, Proof, Relation
from costguard.reports.guardrails.matrix import Cell, cells, verdict_sentence
from costguard.reports.guardrails.names import CLOUDS, UNPROVED, rule_name, toned, verdict_word
from costguard.reports.guardrails.phrases import STYLES, Tone, as_text
from costguard.reports.guardrails.reasons import Reason, reasons_of
from costguard.reports.guardrails.sentences import leak, over_block
from costguard.reports.guardrails.terminal_matrix import NARROWEST, matrix_rows
from costguard.reports.listing import listed
from costguard.reports.neutral import HUMAN_LIMIT, PROSE_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, Row, lay_out
from costguard.reports.wording import count

_REASONS: Final = 5  # of one difference; the rest is counted
_ASSUMPTION: Final = 160  # characters: in a terminal they are told in short
_LEAD: Final = 9
_NO_DOCUMENT: Final = "No document holds"
_NOT_COMPARED: Final = "Not compared with any document"


def proof_terminal(guardrails: Guardrails, columns: int, in_colour: bool) -> str:
    """The table, the differences (those without a reason first), what is taken for granted, and last the verdict."""
    return lay_out(_rows(guardrails, columns), ReportOptions(width=columns, colour=in_colour))


def _rows(guardrails: Guardrails, columns: int) -> Iterator[Row]:
    table = list(matrix_rows(guardrails, max(columns, NARROWEST)))
    yield from table
    yield from [BLANK] if table else []
    differing = [cell for cell in cells(guardrails) if _differs(cell.proof)]
    for cell in sorted(differing, key=lambda cell: cell.proof is None or cell.proof.declared):
        yield from _difference(guardrails, cell)
        yield BLANK
    yield from _silent(guardrails)
    yield from _assumptions(guardrails.assumptions)
    yield _verdict(guardrails)


def _verdict(guardrails: Guardrails) -> Row:
    is_exact = all(cell.proof is not None and cell.proof.relation is Relation.EXACT for cell in cells(guardrails))
    tone = Tone.BAD if not guardrails.is_declared else Tone.GOOD if is_exact else Tone.FAIR
    return Row(((verdict_sentence(guardrails), STYLES[tone]),))


def _differs(proof: Proof | None) -> bool:
    """Whether it gets a block of its own: `none` with a reason is told in short."""
    return proof is not None and (proof.relation not in (Relation.EXACT, Relation.NONE) or not proof.declared)


def _difference(guardrails: Guardrails, cell: Cell) -> Iterator[Row]:
    proof = cell.proof
    if proof is None:
        return
    title = f"{plain(rule_name(proof.rule), HUMAN_LIMIT)} on {CLOUDS[proof.cloud]}: "
    lead = ("", "") if proof.declared else ("UNDECLARED  ", STYLES[Tone.BAD])
    yield Row(((title, "bold"), (verdict_word(proof), STYLES[toned(proof).tone]), (_extent(proof), "dim")), lead)
    if proof.leak is not None:
        yield _told("passes", as_text(leak(proof.leak)))
    if proof.over_block is not None:
        yield _told("denied", as_text(over_block(proof.over_block, proof.rule)))
    reasons = reasons_of(guardrails, proof.rule, proof.cloud, proof)
    yield from _reasons(reasons)
    if not proof.declared:
        fault = "the reasons do not explain all of it" if reasons else "no reason explains it"
        where = f" ({_named(proof.undeclared)})" if proof.undeclared else ""
        yield _told("but", f"{fault}{where}; mend the documents before they go into force", Tone.BAD)


def _named(operations: Iterable[str]) -> str:
    return listed(f"`{plain(name, HUMAN_LIMIT)}`" for name in operations)


def _extent(proof: Proof) -> str:
    differing = proof.operations - proof.exact
    return f", on {differing:,} of {count(proof.operations, 'operation')}" if differing > 0 else ""


def _reasons(reasons: tuple[Reason, ...]) -> Iterator[Row]:
    for reason in reasons[:_REASONS]:
        names = _named(reason.operations)
        yield _told("because", plain(reason.text, PROSE_LIMIT) + (f" ({names})" if names else ""), Tone.QUIET)
    if (hidden := len(reasons) - _REASONS) > 0:
        yield _told("", f"… and {count(hidden, 'more reason')}; all of them: --format json", Tone.QUIET)


def _told(lead: str, text: str, tone: Tone | None = None) -> Row:
    return Row(((text, STYLES[tone] if tone is not None else ""),), (lead.ljust(_LEAD), "dim"), indent=2)


def _silent(guardrails: Guardrails) -> Iterator[Row]:
    """The rules that no document holds, each reason once, and those of which nothing was proved."""
    told: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells(guardrails):
        if cell.proof is None or (cell.proof.relation is Relation.NONE and cell.proof.declared):
            reasons = reasons_of(guardrails, cell.asked.id, cell.cloud, cell.proof)
            why = reasons[0].text if reasons else ""
            told.setdefault((verdict_word(cell.proof), rule_name(cell.asked.id), why), []).append(CLOUDS[cell.cloud])
    alike: dict[tuple[str, str, str], list[str]] = {}
    for (word, rule, why), named in told.items():
        alike.setdefault((word, ", ".join(named), why), []).append(rule)
    for title, silence in ((_NO_DOCUMENT, Relation.NONE.value), (_NOT_COMPARED, UNPROVED)):
        section = [
            row for (word, clouds, why), rules in alike.items() if word == silence for row in _alike(rules, why, clouds)
        ]
        if section:
            yield from (Row(((title, "bold underline"),)), *section, BLANK)


def _alike(rules: list[str], why: str, clouds: str) -> Iterator[Row]:
    names = ", ".join(plain(rule, HUMAN_LIMIT) for rule in rules)
    yield Row(((names, "bold"), (f" on {clouds}", "")), indent=2)
    if why:
        yield Row(((plain(why, PROSE_LIMIT), "dim"),), indent=4)


def _assumptions(assumptions: tuple[str, ...]) -> Iterator[Row]:
    if assumptions:
        yield Row((("Taken for granted", "bold underline"),))
        yield from (Row(((plain(text, _ASSUMPTION), "dim"),), ("- ", "dim"), 2) for text in assumptions)
        yield BLANK
