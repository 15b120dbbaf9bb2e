"""Judges an inventory from its first batch to its verdict."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from costguard.audit.findings_file import FindingsFile
from costguard.audit.weigh import counts_of, gaps_of
from costguard.engine.scan.costs import MonthlyCost
from costguard.engine.scan.scanner import Scanner
from costguard.engine.scan.tally import Tally
from costguard.engine.waive import expired_finding, note_of
from costguard.model.audit import Audit, AuditSummary, Facet, RuleNote, Score
from costguard.model.finding import Level, State
from costguard.model.verdict import Outcome, PolicyNote
from costguard.policy.policy_set import PolicySet
from costguard.sources.inventory import Inventory
from costguard.tables.findings import batch_of

Progress = Callable[[int], None]
"""Is told how many resources have been judged."""


def judge_inventory(
    inventory: Inventory,
    policy: PolicySet,
    findings: Path,
    monthly_cost: MonthlyCost | None = None,
    on_progress: Progress = lambda _: None,
) -> Audit:
    """Judge an inventory, and write what is found to a Parquet file in the shape of `tables.findings`.

    Memory is bounded by the batch. Raises BadInput where the inventory cannot be read to its end; nothing is written
    then.
    """
    scanner = Scanner(policy, inventory.containers, monthly_cost)
    with FindingsFile(findings) as file:
        for batch in inventory.batches():
            for found in scanner.findings(batch):
                file.write(found)
            on_progress(scanner.tally.resources)
        expired = [expired_finding(waiver, count) for waiver, count in scanner.expired.items()]
        if expired:
            file.write(batch_of(expired))
    return verdict_on(inventory, policy, findings, scanner.tally)


def verdict_on(inventory: Inventory, policy: PolicySet, findings: Path, tally: Tally) -> Audit:
    """The verdict, once everything is counted and written."""
    counts = counts_of(findings)
    scores = tuple(sorted(tally.scores(), key=_worst_first))
    return Audit(
        input=inventory.input,
        policy=PolicyNote(policy.digest, policy.files),
        outcome=_outcome(counts),
        summary=_summary(tally, scores, counts),
        coverage=inventory.coverage(),
        scores=scores,
        gaps=gaps_of(findings),
        rules=tuple(RuleNote(rule.id, rule.title, rule.why, rule.fix) for rule in policy.rules if rule.effect.audit),
        findings=str(findings),
        waivers={waiver.ticket: note_of(waiver) for waiver in policy.waivers},
        notes=(*inventory.notes, *_notes(policy, tally)),
    )


def _summary(tally: Tally, scores: Iterable[Score], counts: Mapping[tuple[State, Level], int]) -> AuditSummary:
    total = next((score for score in scores if score.facet is Facet.TOTAL), None)

    def of(state: State) -> int:
        return sum(number for (each, _), number in counts.items() if each is state)

    return AuditSummary(
        resources=tally.resources,
        evaluated=tally.evaluated,
        compliant=total.compliant if total is not None else 0,
        unknown_types=dict(sorted(tally.unknown_types.items())),
        violations=of(State.VIOLATION),
        undecided=of(State.UNDECIDED),
        waived=of(State.WAIVED),
    )


def _outcome(counts: Mapping[tuple[State, Level], int]) -> Outcome:
    """As of a plan: the gravest level of what is not waived."""
    levels = {level for (state, level), number in counts.items() if number and state is not State.WAIVED}
    by_level = {Level.DENY: Outcome.DENY, Level.APPROVAL: Outcome.APPROVAL, Level.ADVISE: Outcome.ADVISE}
    return next((outcome for level, outcome in by_level.items() if level in levels), Outcome.PASS)


def _worst_first(score: Score) -> tuple[object, ...]:
    """By facet; then by what is not compliant, in money and in number; then by name."""
    lacking = score.resources - score.compliant - score.waived
    return (list(Facet).index(score.facet), score.compliant_cost - score.monthly_cost, -lacking, score.name)


def _notes(policy: PolicySet, tally: Tally) -> Iterable[str]:
    if not any(rule.effect.audit for rule in policy.rules):
        yield "no rule of the policy reports in an audit; nothing was judged"
    elif tally.resources and not tally.evaluated:
        yield "no rule of the policy speaks of anything in this inventory"
    if tally.unknown_types:
        number, kinds = sum(tally.unknown_types.values()), len(tally.unknown_types)
        yield (
            f"{number:,} resource{'s are' if number > 1 else ' is'} of {kinds:,} type{'s' if kinds > 1 else ''} that "
            "the catalog does not hold: only rules for all types of a cloud speak of them, and only where the "
            "inventory tells their tags"
        )
