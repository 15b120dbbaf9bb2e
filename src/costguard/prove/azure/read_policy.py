"""Reads Azure policy documents back, ours or anyone's, as what they deny of each resource type."""

from collections.abc import Iterator, Mapping, Sequence

from costguard.catalog.azure_policy import ArmType
from costguard.emit.azure.demands import arm_type_named
from costguard.emit.azure.fields import GLOBAL, LOCATION, LOCATIONS, is_global, kinds
from costguard.emit.azure.saying import values_of
from costguard.emit.demand import Demand
from costguard.emit.options import EmitOptions
from costguard.emit.tree import AttributeNumber, AttributeValue, Fact, Sent, TagValue, facts_in
from costguard.languages.language import exactly
from costguard.model.cloud import Cloud
from costguard.policy.policy_set import CloudEffect
from costguard.prove.azure.policy_values import fold_key
from costguard.prove.azure.read_conditions import formula_of_condition
from costguard.prove.azure.read_documents import Standing, Written, standings
from costguard.prove.azure.read_fields import IS_GIVEN, View
from costguard.prove.azure.read_mentions import is_of_all_types, keys_named, type_comparisons, types_named
from costguard.prove.formula import FALSE, Flag, atoms_in, conjunction
from costguard.prove.question import Denial, Question
from costguard.prove.space import Domain
from costguard.prove.tags import TagModel, folded


def questions(documents: Sequence[Written], demands: Sequence[Demand], options: EmitOptions) -> tuple[Question, ...]:
    """One question for each resource type that a demand or a document names, and for each effect that is in play there.

    What is to be denied is compared with documents that deny, what is to be audited with those that audit. Raises
    BadInput where Azure would refuse a document.
    """
    standing = standings(documents, is_dry_run=options.dry_run)
    keys = (key for each in standing for key in keys_named(each))
    tags = TagModel(folded((*_keys_in_demands(demands), *keys)), tells_case=False)
    reader = _Reader(standing)
    return tuple(
        question
        for name in _types(demands, standing)
        for effect in (CloudEffect.DENY, CloudEffect.AUDIT)
        for question in _question(arm_type_named(name), effect, demands, reader, tags)
    )


def denials(
    documents: Sequence[Written], arm_type: ArmType, tags: TagModel, effect: CloudEffect = CloudEffect.DENY
) -> tuple[Denial, ...]:
    """What documents deny, or with another effect audit, of a resource type; its attributes may be missing.

    Raises BadInput where Azure would refuse a document.
    """
    return _Reader(standings(documents)).denials(View(arm_type, tags, _numbers(arm_type, ())), effect)


def _question(
    arm: ArmType, effect: CloudEffect, demands: Sequence[Demand], reader: "_Reader", tags: TagModel
) -> Iterator[Question]:
    own = tuple(each for each in demands if fold_key(each.operation) == fold_key(arm.name) and each.effect is effect)
    view = _view(arm, own, tags)
    denied = reader.denials(view, effect)
    if own or (denied and effect is CloudEffect.DENY):  # what is audited though no rule asks it is no harm
        yield Question(Cloud.AZURE, arm.name, own, denied, tags, {**tags.domains(), **_domains(arm)})


def _view(arm: ArmType, demands: Sequence[Demand], tags: TagModel) -> View:
    """The type with the attributes that demands speak of, which every request counts as having."""
    facts = tuple(fact for demand in demands for fact in _facts(demand))
    given = frozenset(fact.name for fact in facts if isinstance(fact, AttributeValue | AttributeNumber))
    return View(arm, tags, _numbers(arm, facts), given)


def _facts(demand: Demand) -> Iterator[Fact]:
    yield from facts_in(demand.meant)
    yield from facts_in(demand.said)


def _numbers(arm: ArmType, facts: Sequence[Fact]) -> frozenset[str]:
    known = {alias for alias, kind in kinds(arm.name).items() if kind == "number"}
    texts = {fact.name for fact in facts if isinstance(fact, AttributeValue)}
    return frozenset(known | {fact.name for fact in facts if isinstance(fact, AttributeNumber)}) - texts


def _domains(arm: ArmType) -> Mapping[str, Domain]:
    bounded: dict[str, Domain] = {LOCATION: (exactly(GLOBAL),) if is_global(arm.name) else LOCATIONS}
    for alias, kind in kinds(arm.name).items():
        values = values_of(alias, kind)
        if isinstance(values, tuple):
            bounded[alias] = values
    return bounded


class _Reader:
    """Reads each definition once for all the resource types on which it means the same."""

    def __init__(self, standing: Sequence[Standing]) -> None:
        self._standing = [(each, is_of_all_types(each), tuple(type_comparisons(each))) for each in standing]
        self._read: dict[tuple[object, ...], Denial | None] = {}

    def denials(self, view: View, effect: CloudEffect) -> tuple[Denial, ...]:
        """What has the effect on the view's type, in the order of the documents."""
        found = [self._denial(place, view) for place, (each, _, _) in enumerate(self._standing) if _has(each, effect)]
        return tuple(denial for denial in found if denial is not None)

    def _denial(self, place: int, view: View) -> Denial | None:
        standing, is_of_all, tests = self._standing[place]
        if standing.policy is not None and standing.policy.is_indexed and not view.arm.indexed:
            return None
        if not is_of_all:
            return _denial(standing, view)
        kind = (place, *(formula_of_condition(test, standing.parameters, view) for test in tests))
        if kind not in self._read:
            self._read[kind] = _denial(standing, view)
        return self._read[kind]


def _has(standing: Standing, effect: CloudEffect) -> bool:
    """Whether it may have the effect: one that is not known may be any."""
    return standing.effect in ("", effect.value)


def _denial(standing: Standing, view: View) -> Denial | None:
    """None where the definition never applies to the type."""
    if standing.policy is None:
        return Denial(standing.name, conjunction(map(Flag, standing.doubts)), standing.doubts)
    doubts = standing.doubts if standing.effect else (*standing.doubts, f"the effect of `{standing.name}`")
    applies = formula_of_condition(standing.policy.condition, standing.parameters, view)
    formula = conjunction((*map(Flag, doubts), applies))
    flags = (atom.words for atom in atoms_in(formula) if isinstance(atom, Flag))
    misread = tuple(dict.fromkeys(words for words in flags if not words.endswith(IS_GIVEN)))
    return None if formula == FALSE else Denial(standing.name, formula, misread)


def _types(demands: Sequence[Demand], standing: Sequence[Standing]) -> tuple[str, ...]:
    """Every resource type that is named anywhere, in the catalog's spelling where it has one."""
    names = {fold_key(demand.operation): demand.operation for demand in demands}
    for each in standing:
        for name in types_named(each):
            names.setdefault(fold_key(name), name)
    return tuple(names.values())


def _keys_in_demands(demands: Sequence[Demand]) -> Iterator[str]:
    for demand in demands:
        for fact in _facts(demand):
            match fact:
                case Sent(keys):
                    yield from keys
                case TagValue(key):
                    yield key
                case _:
                    pass
