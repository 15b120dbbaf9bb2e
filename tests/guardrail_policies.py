"""Policies in few words, for the tests of what is written for clouds and proved of it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from costguard.emit.bundle import Emitted
from costguard.emit.emit import emit
from costguard.emit.options import EmitOptions
from costguard.model.cloud import Cloud
from costguard.model.guardrail import Document, DocumentKind
from costguard.policy.load import load
from costguard.policy.policy_set import PolicySet

TODAY = date(2026, 11, 22)
DENY = {"plan": "deny", "audit": "report", "cloud": "deny"}


def policy_of(*rules: dict, taxonomy: dict | None = None) -> PolicySet:
    """The policy of these rules, each written as YAML has it; an id and effect that it leaves out are filled in."""
    filled = [{"id": f"rule-{place}", "effect": DENY, **rule} for place, rule in enumerate(rules, start=1)]
    return loaded({"version": 1, "taxonomy": taxonomy or {}, "rules": filled})


def loaded(document: dict) -> PolicySet:
    """The policy of a document, for the day of the tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "policy.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return load([file], TODAY)


def dimension(key: str, aliases: dict | None = None, **values: object) -> dict:
    """A dimension of the taxonomy that has this key on AWS and Azure; without `values`, any will do."""
    return {
        "title": key,
        "key": key,
        **({"aliases": aliases} if aliases else {}),
        "values": values or "any",
    }


def aws_options(**chosen: object) -> EmitOptions:
    """Options for AWS alone."""
    return EmitOptions(clouds=(Cloud.AWS,), **chosen)


def emitted_for_aws(policy: PolicySet, **chosen: object) -> Emitted:
    """What is written for AWS."""
    return emit(policy, aws_options(**chosen))[Cloud.AWS]


def scps(emitted: Emitted) -> tuple[Document, ...]:
    """The service control policies among the documents."""
    return tuple(document for document in emitted.documents if document.kind is DocumentKind.SCP)


def scp(*statements: Mapping[str, object], name: str = "scp.json") -> Document:
    """A service control policy of these statements."""
    content = {"Version": "2012-10-17", "Statement": list(statements)}
    return Document(name, DocumentKind.SCP, json.dumps(content))


def statements_of(documents: Iterable[Document]) -> list[dict]:
    """Every statement of service control policies, as data."""
    return [statement for document in documents for statement in json.loads(document.text)["Statement"]]
