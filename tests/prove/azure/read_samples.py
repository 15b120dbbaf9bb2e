"""What the tests of the reader share: small policies, questions about their documents, and the judge's own answer."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from msgspec.structs import replace

from costguard.catalog import azure_policy
from costguard.emit.azure.demands import arm_type_named
from costguard.emit.azure.emit import emit
from costguard.emit.azure.fields import kinds
from costguard.emit.options import EmitOptions
from costguard.emit.tree import some
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, TagSubject, Test
from costguard.model.guardrail import DocumentKind
from costguard.policy.load import load
from costguard.prove.azure.evaluate import PolicyContext, evaluate
from costguard.prove.azure.policy_fields import alias_table
from costguard.prove.azure.read_policy import questions
from costguard.prove.decide import satisfying
from costguard.prove.formula import atoms_in, conjunction, negation
from costguard.prove.lower import formula_of
from costguard.prove.space import spaces

TODAY = date(2026, 11, 22)
VM = "azurerm_linux_virtual_machine"
MACHINES = "Microsoft.Compute/virtualMachines"
SIZE = "Microsoft.Compute/virtualMachines/sku.name"
DENY = {"plan": "deny", "audit": "report", "cloud": "deny"}
OPTIONS = EmitOptions()
_CONTAINERS = ("Microsoft.Resources/subscriptions/resourceGroups",)


def policy(rules, taxonomy=None):
    filled = [{"id": f"rule-{place}", "title": "A rule", "effect": DENY, **rule} for place, rule in enumerate(rules)]
    document = {"version": 1, "taxonomy": taxonomy or {}, "rules": filled}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "policy.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False))
        return load([file], TODAY)


def dimension(key, label="some_label", **values):
    return {"title": key, "key": {"aws": key, "azure": key, "gcp": label}, "values": values}


def tag_policy(key="Env", **values):
    rule = {"applies_to": {"types": [VM]}, "require_tags": ["some"]}
    return policy([rule], {"some": dimension(key, **values)})


def hostile_policy(key, values):
    """A rule that asks for this key and these values, though a taxonomy for all clouds would refuse them."""
    own = tag_policy(one_of=["x"])
    some = own.rules[0].tags[0]
    subject = TagSubject("some", {**some.subject.keys, Cloud.AZURE: key})
    accepts = {**some.accepts, Cloud.AZURE: Test(subject, Operator.ONE_OF, tuple(values))}
    rule = replace(own.rules[0], tags=(replace(some, subject=subject, accepts=accepts),))
    return replace(own, rules=(rule,))


def emitted(own, **options):
    return emit(own, EmitOptions(**options))


def asked(bundle, documents=None, options=OPTIONS):
    """The questions about the documents, the bundle's own where no others are given."""
    return questions(bundle.documents if documents is None else documents, bundle.demands, options)


def differences(question, tree="said"):
    """A request that the rules forbid and documents let through, and one the other way round; None: there is none."""
    meant = formula_of(some(tuple(getattr(demand, tree) for demand in question.demands)), question.tags)
    denied = question.denied
    known = spaces([*atoms_in(meant), *atoms_in(denied), *atoms_in(question.assumption)], question.domains)
    sides = (conjunction((meant, negation(denied))), conjunction((denied, negation(meant))))
    return tuple(satisfying(conjunction((side, question.assumption)), known) for side in sides)


def definitions(bundle):
    """The policy definitions of a bundle, as data that a test may change."""
    return [json.loads(each.text) for each in bundle.documents if each.kind is DocumentKind.AZURE_DEFINITION]


def resource(operation, tags, values):
    """A resource as ARM shows it, with the values of aliases where their paths are."""
    found = {"type": operation, "name": "sample", "location": values.get("location", "westeurope"), "tags": dict(tags)}
    for alias, text in values.items():
        path = azure_policy.alias_path(alias)
        if path is not None:
            _put(found, path.split("."), _typed(text, kinds(operation).get(alias)))
        elif alias == "kind":
            found["kind"] = text
    return found


def judged(documents, operation, tags, values, effect="deny"):
    """What the concrete evaluator says: whether a definition has the effect, with its own default parameters."""
    aliases = alias_table((alias, azure_policy.alias_path(alias)) for alias in arm_type_named(operation).aliases)
    context = PolicyContext(is_indexed=arm_type_named(operation).indexed, resource_group={"tags": {}})
    body = resource(operation, tags, values)
    outcomes = [evaluate(each, body, context=context, aliases=aliases) for each in documents]
    return any(outcome.effect.lower() == effect for outcome in outcomes)


def request(question, found):
    """The tags and the other values of what a search has found."""
    values = {name: text for name, text in found.items() if " tag " not in name and not name.endswith("is given")}
    return question.tags.tags_of(found), values


def _put(record, path, value):
    for step in path[:-1]:
        record = record.setdefault(step, {})
    record[path[-1]] = value


def _typed(text, kind):
    match kind:
        case "number":
            return float(text) if "." in text or "e" in text else int(text)
        case "boolean":
            return text == "true"
        case _:
            return text
