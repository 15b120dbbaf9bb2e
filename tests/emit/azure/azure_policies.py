"""Policies for the tests of the Azure emitter, and short ways to what is written for them."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from costguard.emit.azure.emit import emit
from costguard.emit.options import EmitOptions
from costguard.policy.load import load

TODAY = date(2026, 11, 22)
GOLDEN = Path(__file__).parent / "golden"
VM = "azurerm_linux_virtual_machine"
DENY = {"plan": "deny", "audit": "report", "cloud": "deny"}


def sample_policy():
    return load([GOLDEN / "policy.yaml"], TODAY)


def policy(rules, taxonomy=None, **sections):
    """A policy of these rules, each a mapping; what it leaves out is filled in."""
    filled = [{"id": f"rule-{place}", "title": "A rule", "effect": DENY, **rule} for place, rule in enumerate(rules)]
    document = {"version": 1, "taxonomy": taxonomy or {}, "rules": filled, **sections}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "policy.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False))
        return load([file], TODAY)


def dimension(key, **values):
    return {"title": key, "key": {"aws": key, "azure": key, "gcp": "some_label"}, "values": values}


def tag_policy(key="Env", **values):
    """One rule that asks virtual machines for one tag."""
    rule = {"applies_to": {"types": [VM]}, "require_tags": ["some"]}
    return policy([rule], {"some": dimension(key, **values)})


def documents(own, **options):
    """The emitted documents as data, by path."""
    return {each.path: json.loads(each.text) for each in emit(own, EmitOptions(**options)).documents}


def condition(own, rule="rule-0"):
    """The `if` of a rule's definition."""
    found = documents(own)[f"azure/definitions/costguard-{rule}.json"]
    return found["properties"]["policyRule"]["if"]
