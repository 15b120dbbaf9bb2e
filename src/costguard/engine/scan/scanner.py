"""The scan: a record batch of an inventory in, its findings out. What a policy says of millions of rows, at their pace.

INVARIANT: it says of every row what `evaluate` says of its resource; whatever has to be decided is decided by the
engine itself, once for each distinct situation.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from costguard.catalog.lookup import entry
from costguard.engine.evaluate import find_tag
from costguard.engine.fault import Fault
from costguard.engine.judge import faults_of
from costguard.engine.scan.codes import Codes, Mask, combine
from costguard.engine.scan.costs import BatchCosts, MonthlyCost, Pricing
from costguard.engine.scan.emission import findings_of
from costguard.engine.scan.inheritance import Inheritance
from costguard.engine.scan.live_rules import LiveRules
from costguard.engine.scan.parts import Asked, Part, ask
from costguard.engine.scan.questions import Memory, Questions
from costguard.engine.scan.rows import resource_of
from costguard.engine.scan.tag_fault_columns import FaultColumn, TagJudge
from costguard.engine.scan.tag_states import TagState
from costguard.engine.scan.tally import RowCosts, Status, Statuses, Tally
from costguard.engine.scan.verdicts import Judged, excused, judged, one_a_key
from costguard.engine.scan.view import View
from costguard.model.audit import Facet
from costguard.model.cloud import Cloud, cloud_of
from costguard.model.condition import TagSubject
from costguard.model.finding import State
from costguard.model.inventory import Container
from costguard.model.resource import Resource
from costguard.policy.glob import matches
from costguard.policy.policy_set import PolicySet
from costguard.tables.inventory import items_of

OWNER = "owner"
"""The dimension by whose values scores are told, where a taxonomy has it."""

HIDDEN_OWNER = "(sensitive)"
"""Stands for every owner whose name is never printed."""


class Scanner:
    """Scans an inventory by a policy's audit rules, batch after batch. `tally` counts what went by.

    Memory is bounded by the batch, and by the distinct values that are remembered between batches.
    """

    def __init__(
        self, policy: PolicySet, containers: Iterable[Container] = (), monthly_cost: MonthlyCost | None = None
    ) -> None:
        self.tally = Tally()
        self._policy = policy
        self._living = tuple(waiver for waiver in policy.waivers if waiver.expires >= policy.today)
        self.expired = {waiver: 0 for waiver in policy.waivers if waiver.expires < policy.today}
        """Waivers that excuse nothing any more, each with the number of resources that it would have excused."""
        self._rules = tuple(rule for rule in policy.rules if rule.effect.audit)
        self._live_rules = LiveRules(self._rules)
        self._kinds: dict[tuple[str, bool], frozenset[str]] = {}
        self._judges = {each.name: TagJudge(each, policy.today) for rule in self._rules for each in rule.tags}
        self._inheritance = Inheritance(containers)
        self._memory = Memory()
        self._pricing = Pricing(monthly_cost) if monthly_cost is not None else None

    def findings(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """The findings on one batch in the columns of `tables.inventory`, a record batch for each thing asked."""
        if not batch.num_rows:
            return
        view = View(batch)
        questions = Questions(view, self._policy.taxonomy, self._inheritance, self._memory)
        costs = self._pricing.of(view) if self._pricing is not None else None
        asked = self._ask(questions)
        found: list[Judged] = []
        for each in asked:
            self._name_secrets(each.parts, view)
            found += [judged(part, batch.column("id"), self._living) for part in each.parts]
        self._count(view, questions, asked, found, costs)
        self._count_expired(found, batch.column("id"))
        for part in one_a_key(found):
            if len(part.rows):
                yield findings_of(part, view, self._living, costs.column if costs is not None else None)

    def _ask(self, questions: Questions) -> list[Asked]:
        columns: dict[str, FaultColumn] = {}
        asked = []
        speaking = self._speaking(questions.view)
        for rule in self._rules:
            speaks = speaking[rule.id]
            if not speaks.any():
                continue
            for dimension in rule.tags:
                if dimension.name not in columns:
                    columns[dimension.name] = self._judges[dimension.name].column(questions.lookup)
            asked.append(ask(rule, speaks, questions, [columns[dimension.name] for dimension in rule.tags]))
        return asked

    def _speaking(self, view: View) -> dict[str, Mask]:
        """The rows that each rule speaks of, by their type and whether they can carry tags."""
        codes, kinds = combine([(view.type.codes, len(view.type.words)), (view.tags.is_null.astype(np.int32), 2)])
        spoken = [self._rules_of(view.type.words[kind] or "", is_taggable=not untaggable) for kind, untaggable in kinds]
        return {rule.id: np.array([rule.id in ids for ids in spoken], np.bool_)[codes] for rule in self._rules}

    def _rules_of(self, kind: str, *, is_taggable: bool) -> frozenset[str]:
        if (kind, is_taggable) not in self._kinds:
            found = self._live_rules.of(kind, is_taggable=is_taggable)
            self._kinds[kind, is_taggable] = frozenset(rule.id for rule in found)
        return self._kinds[kind, is_taggable]

    def _name_secrets(self, parts: list[Part], view: View) -> None:
        """Rows with sensitive values have their faults worded by the engine, from the whole resource."""
        secret = view.sensitive_rows
        for part in parts if len(secret) else ():
            places = np.flatnonzero(np.isin(part.rows, secret))
            worded = [
                _same(part.faults[part.codes[place]], faults_of(part.rule, self._resource(view, row), self._policy))
                for place, row in zip(places.tolist(), part.rows[places].tolist(), strict=True)
            ]
            part.codes = part.codes.copy()
            part.codes[places] = np.arange(len(worded)) + len(part.faults)
            part.faults = [*part.faults, *worded]

    def _resource(self, view: View, row: int) -> Resource:
        """The whole resource of a row."""
        item = next(iter(items_of(view.batch.slice(row, 1))))
        return resource_of(item, self._policy, self._inheritance)

    def _count(
        self, view: View, questions: Questions, asked: list[Asked], found: list[Judged], costs: BatchCosts | None
    ) -> None:
        tally, of_rows = self.tally, costs.rows if costs is not None else None
        tally.resources += view.rows
        _count_unknown_types(view, tally)
        is_evaluated = np.zeros(view.rows, np.bool_)
        for each in asked:
            is_evaluated |= each.speaks
            mine = [part for part in found if part.rule.id == each.rule.id]
            _count_one(tally, Facet.RULE, each.rule.id, each.active, _statuses(view.rows, mine), of_rows)
        self._count_dimensions(asked, found, of_rows)
        tally.evaluated += int(is_evaluated.sum())
        statuses = _statuses(view.rows, found)
        _count_one(tally, Facet.TOTAL, "", is_evaluated, statuses, of_rows)
        picked = of_rows.of(is_evaluated) if of_rows is not None else None
        judged_statuses = statuses[is_evaluated]
        for facet, words in ((Facet.CLOUD, view.cloud), (Facet.ACCOUNT, view.account)):
            names = [None, *words.words]
            tally.count_by(facet, (words.codes + 1)[is_evaluated], names, judged_statuses, picked)
        owner = self._policy.taxonomy.get(OWNER)
        if owner is not None:
            codes, names = self._owners(view, questions, owner.subject)
            tally.count_by(Facet.OWNER, codes[is_evaluated], names, judged_statuses, picked)

    def _owners(self, view: View, questions: Questions, subject: TagSubject) -> tuple[Codes, list[str | None]]:
        """Whose each row is. An owner that is marked as sensitive is counted, and not named."""
        column = questions.column(subject)
        names = [state.text if isinstance(state, TagState) and state.key else None for state in column.states]
        secret = [row for row in view.sensitive_rows.tolist() if _is_secret(subject, self._resource(view, row))]
        codes = column.codes.copy() if secret else column.codes
        codes[secret] = len(names)
        return codes, [*names, HIDDEN_OWNER]

    def _count_expired(self, found: list[Judged], addresses: pa.Array) -> None:
        for waiver in self.expired:
            mine = [part.only(part.waivers < 0) for part in found if matches(waiver.rule, part.rule.id)]
            if mine:
                rows = np.unique(np.concatenate([part.rows for part in mine]))
                self.expired[waiver] += int(excused(waiver, rows, addresses).sum())

    def _count_dimensions(self, asked: list[Asked], found: list[Judged], costs: RowCosts | None) -> None:
        """A dimension is asked of a row by any rule that requires it."""
        names = dict.fromkeys(dimension.name for each in asked for dimension in each.rule.tags)
        for name in names:
            mine = [each for each in asked if any(dimension.name == name for dimension in each.rule.tags)]
            active = np.logical_or.reduce([each.active for each in mine])
            parts = [part for part in found if any(fault.dimension == name for fault in part.faults)]
            _count_one(self.tally, Facet.DIMENSION, name, active, _statuses(len(active), parts), costs)


def _is_secret(subject: TagSubject, resource: Resource) -> bool:
    found = find_tag(subject, resource)
    return found is not None and found[1].sensitive


def _same(fault: Fault, faults: Iterable[Fault]) -> Fault:
    return next(each for each in faults if (each.key, each.dimension) == (fault.key, fault.dimension))


def _count_one(tally: Tally, facet: Facet, name: str, mask: Mask, statuses: Statuses, costs: RowCosts | None) -> None:
    if mask.any():
        tally.count(facet, name, statuses[mask], costs.of(mask) if costs is not None else None)


def _statuses(rows: int, parts: Iterable[Judged]) -> Statuses:
    """How each row stands by the worst of its findings."""
    statuses = np.zeros(rows, np.int8)
    for part in parts:
        of_fault = np.array(
            [Status.UNDECIDED if fault.state is State.UNDECIDED else Status.VIOLATION for fault in part.faults], np.int8
        )
        found = np.where(part.waivers >= 0, Status.WAIVED, of_fault[part.codes]) if len(part.rows) else of_fault[:0]
        statuses[part.rows] = np.maximum(statuses[part.rows], found)
        statuses[part.silent] = np.maximum(statuses[part.silent], Status.UNDECIDED)
    return statuses


def _count_unknown_types(view: View, tally: Tally) -> None:
    counts = np.bincount(view.type.codes, minlength=len(view.type.words))
    for code, word in enumerate(view.type.words):
        if word is not None and counts[code] and cloud_of(word) is not Cloud.OTHER and entry(word) is None:
            tally.unknown_types[word] += int(counts[code])
