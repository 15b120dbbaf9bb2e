"""Judges that share nothing with the reader: two CEL engines, and a plain evaluator of formulas."""

import tempfile
from datetime import date
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from random import Random

import pytest
import yaml

from costguard.catalog.gcp_org_policy import gcp_type, terraform_types_of
from costguard.emit.gcp.emit import emit
from costguard.emit.gcp.fields import fields_of
from costguard.emit.options import EmitOptions
from costguard.languages.language import holds
from costguard.model.guardrail import DocumentKind
from costguard.policy.load import load
from costguard.prove.decide import satisfying
from costguard.prove.formula import And, AtMost, Flag, Lies, Not, Or, atoms_in, conjunction, disjunction, negation
from costguard.prove.gcp.read_constraints import questions
from costguard.prove.lower import formula_of
from costguard.prove.space import spaces

TODAY = date(2026, 9, 1)
ERROR = "error"


def loaded(text):
    """A policy from its text."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.yaml"
        file.write_text(text, encoding="utf-8")
        return load([file], TODAY)


def emitted(text, options=None):
    return emit(loaded(text), options or EmitOptions())


def asked(bundle, documents=None, options=None):
    return questions(bundle.documents if documents is None else documents, bundle.demands, options or EmitOptions())


def difference(question, side):
    """The tags and values of a request on which rules and documents differ, or None. `side` is who denies it."""
    meant = disjunction(formula_of(demand.meant, question.tags) for demand in question.demands)
    denies = meant if side == "rule" else question.denied
    lets = question.denied if side == "rule" else meant
    formula = conjunction((denies, negation(lets), question.assumption))
    found = satisfying(formula, spaces(atoms_in(formula), question.domains))
    if found is None:
        return None
    return question.tags.tags_of(found), {name: value for name, value in found.items() if " tag " not in name}


def assert_exact(found):
    """Rules and documents say the same of every request."""
    for question in found:
        assert (question.operation, difference(question, "rule"), difference(question, "documents")) == (
            question.operation,
            None,
            None,
        )


@lru_cache(maxsize=4096)
def _google_program(condition):
    google = pytest.importorskip("cel_expr_python.cel", reason="cel-expr-python is not installed")
    return google.NewEnv(variables={"resource": google.Type.DYN}).compile(condition)


def google(condition, resource):
    """What Google's own engine (cel-cpp) makes of a condition: True, False or ERROR."""
    found = _google_program(condition).eval(data={"resource": resource})
    return ERROR if "ERROR" in str(found.type()) else bool(found.value())


@lru_cache(maxsize=4096)
def _celpy_program(condition):
    celpy = pytest.importorskip("celpy", reason="cel-python is not installed")
    environment = celpy.Environment()
    return environment.program(environment.compile(condition))


def celpy(condition, resource):
    """What cel-python makes of it."""
    engine = pytest.importorskip("celpy", reason="cel-python is not installed")
    try:
        return bool(_celpy_program(condition).evaluate({"resource": engine.json_to_cel(resource)}))
    except engine.CELEvalError:
        return ERROR


def engine_denies(documents, cai, resource, judge=google):
    """Whether a creation is refused, by the words of the documentation and an engine's word on each condition."""
    denied = False
    for condition, action in _in_force(tuple(documents), cai):
        found = judge(condition, resource)
        assert found in (True, False)
        denied |= found is (action == "DENY")
    return denied


@lru_cache(maxsize=256)
def _in_force(documents, cai):
    """Condition and action of the constraints on a type that a live policy enforces."""
    enforcing = {
        policy["name"].rpartition("/")[2]
        for policy in _documents(documents, DocumentKind.GCP_POLICY)
        for rule in policy.get("spec", {}).get("rules", [])
        if rule.get("enforce")
    }
    return [
        (constraint["condition"], constraint["actionType"])
        for constraint in _documents(documents, DocumentKind.GCP_CONSTRAINT)
        if cai in constraint["resourceTypes"] and constraint["name"].rpartition("/")[2] in enforcing
    ]


def resource_of(cai, labels, values):
    """A resource as Google's proto has it: a map of labels even where none is sent, numbers as numbers."""
    kind = next((gcp_type(each) for each in terraform_types_of(cai)), None)
    resource = {}
    _put(resource, (kind.labels_field if kind else "") or "resource.labels", dict(labels))
    for path, field in fields_of(cai).items():
        _put(resource, path, _as_proto(values.get(path), field.form))
    for path, value in values.items():
        if path not in fields_of(cai) and path.startswith("resource."):
            _put(resource, path, value)
    return resource


def requests(question, most):
    """Combinations of witnesses of everything that documents or rules look at: all, or a seeded sample."""
    meant = disjunction(formula_of(demand.meant, question.tags) for demand in question.demands)
    found = spaces(atoms_in(disjunction((meant, question.denied))), question.domains)
    names = tuple(found)
    count = 1
    for space in found.values():
        count *= len(space.witnesses)
    if count <= most:
        combinations = product(*(found[name].witnesses for name in names))
    else:
        random = Random(20260901)  # noqa: S311  (a sample that is always the same)
        combinations = (tuple(random.choice(found[name].witnesses) for name in names) for _ in range(most))
    return [dict(zip(names, values, strict=True)) for values in islice(combinations, most)]


def formula_holds(formula, values):
    """A formula's truth, by the plain matchers."""
    match formula:
        case And(parts):
            return all(formula_holds(part, values) for part in parts)
        case Or(parts):
            return any(formula_holds(part, values) for part in parts)
        case Not(part):
            return not formula_holds(part, values)
        case Lies(variable, language):
            return holds(language, values.get(variable, ""))
        case AtMost(variable, bound):
            return float(values[variable]) <= bound
        case Flag(words):
            raise AssertionError(words)


def _documents(documents, kind):
    return [yaml.safe_load(document.text) for document in documents if document.kind is kind]


def _put(resource, path, value):
    *outer, last = path.split(".")[1:]
    for name in outer:
        resource = resource.setdefault(name, {})
    resource[last] = value


def _as_proto(value, form):
    if form == "number":
        return int(float(value)) if value is not None else 0
    if form == "flag":
        return value == "true"
    return value or ""
