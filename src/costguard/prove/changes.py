"""Finds which requests two bundles treat differently: what is newly denied, and what is newly allowed."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from costguard.emit.aws.sids import without_number
from costguard.emit.emit import emit
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.guardrail import BundleChange, Change, Request
from costguard.prove.bundle_folder import BundleFolder
from costguard.prove.decide import satisfying
from costguard.prove.evaluate import is_true
from costguard.prove.formula import FALSE, Formula, atoms_in, conjunction, negation
from costguard.prove.prove import questions
from costguard.prove.question import Denial, Question
from costguard.prove.samples import with_samples
from costguard.prove.space import spaces
from costguard.prove.tags import is_of_tags

Found = Mapping[str, str] | None


def changes(old: BundleFolder, new: BundleFolder) -> tuple[BundleChange, ...]:
    """Each class of requests that becomes denied or allowed, with an example and all operations that change alike.

    A class is what one part of a document denies and the other bundle lets through. Both bundles are asked of the
    same operations, those that either policy speaks of and those that only a document names.
    """
    clouds = dict.fromkeys((*old.options.clouds, *new.options.clouds))
    return tuple(each for cloud in clouds for each in _of_cloud(cloud, old, new))


def _of_cloud(cloud: Cloud, old: BundleFolder, new: BundleFolder) -> Iterator[BundleChange]:
    before, after = _questions(cloud, old, new), _questions(cloud, new, old)
    yield from _denied_by_one(Change.NEWLY_DENIED, after, before)
    yield from _denied_by_one(Change.NEWLY_ALLOWED, before, after)


def _questions(cloud: Cloud, own: BundleFolder, other: BundleFolder) -> dict[tuple[str, str], Question]:
    """What the documents of one bundle deny, of every operation of both; by operation and resource."""
    both = [emit(each.policy, _only(each, cloud)) for each in (own, other) if cloud in each.options.clouds]
    demands = [demand for emitted in both for demand in emitted[cloud].demands]
    documents = [document for document in own.documents if document.kind.cloud is cloud]
    return {(each.operation, each.resource): each for each in questions(cloud, documents, demands, own.options)}


def _only(bundle: BundleFolder, cloud: Cloud) -> EmitOptions:
    return msgspec.structs.replace(bundle.options, clouds=(cloud,))


def _denied_by_one(
    change: Change, denying: Mapping[tuple[str, str], Question], other: Mapping[tuple[str, str], Question]
) -> Iterator[BundleChange]:
    solved: dict[tuple[Formula, Formula], Found] = {}
    classes: dict[tuple[str, str], BundleChange] = {}
    for place, question in denying.items():
        allowed = negation(_same_call(place, other))
        for denial in question.denials:
            asked = (denial.formula, allowed)
            if asked not in solved:
                solved[asked] = _example(question, denial, allowed)
            found = solved[asked]
            if found is not None:
                _add(classes, change, question, denial, found)
    yield from classes.values()


def _same_call(place: tuple[str, str], other: Mapping[tuple[str, str], Question]) -> Formula:
    """What the other bundle denies of a call; one that only a document names, by what it denies of the call without."""
    operation, resource = place
    named = resource.split(", ")
    for count in range(len(named), -1, -1):
        shorter = (operation, ", ".join(named[:count]))
        if shorter in other:
            return other[shorter].denied
    return FALSE


def _example(question: Question, denial: Denial, allowed: Formula) -> Found:
    asked = conjunction((denial.formula, allowed, question.assumption))
    known = spaces(dict.fromkeys(atoms_in(asked)), question.domains)
    found = satisfying(asked, known)
    if found is None:
        return None
    return with_samples(found, asked, {name: found.get(name, space.witnesses[0]) for name, space in known.items()})


def _add(
    classes: dict[tuple[str, str], BundleChange],
    change: Change,
    question: Question,
    denial: Denial,
    found: Mapping[str, str],
) -> None:
    """One class for each rule's documents and what of the example makes them deny: its operations share both."""
    key = (without_number(denial.name), repr(sorted(_essential(found, denial.formula).items())))
    if key in classes:
        known = classes[key]
        operations = tuple(dict.fromkeys((*known.operations, question.operation)))
        classes[key] = msgspec.structs.replace(known, operations=operations)
        return
    values = {name: value for name, value in found.items() if not is_of_tags(name)}
    example = Request(question.cloud, question.label, question.tags.tags_of(found), values)
    classes[key] = BundleChange(question.cloud, change, (question.operation,), example, denial.name)


def _essential(found: Mapping[str, str], formula: Formula) -> Mapping[str, str]:
    """The values without which the formula would not hold."""
    kept = dict(found)
    for name in found:
        without = {other: value for other, value in kept.items() if other != name}
        if is_true(formula, without):
            kept = without
    return kept


def any_denied(found: Iterable[BundleChange]) -> bool:
    """Whether something is newly denied."""
    return any(each.change is Change.NEWLY_DENIED for each in found)
