"""Asks an independent simulator of IAM about the requests of a question."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from costguard.catalog import authorization
from costguard.model.guardrail import Document
from costguard.prove.aws.context import ACCOUNT, PRINCIPAL, Context
from costguard.prove.evaluate import is_true
from costguard.prove.formula import Formula, atoms_in
from costguard.prove.question import Question
from costguard.prove.space import Space, spaces
from costguard.prove.tags import OTHER_KEY, is_of_tags

HOME = os.environ.get("COSTGUARD_IAM_SIMULATE", "")
UNKNOWN_ARN = {"message": "no.resource.types"}
SCRIPT = Path(__file__).parent / "simulate.mjs"
needs_simulator = pytest.mark.skipif(
    not HOME or shutil.which("node") is None,
    reason="node or @cloud-copilot/iam-simulate is absent; point COSTGUARD_IAM_SIMULATE at its folder",
)


def all_spaces(question: Question, *formulas: Formula) -> Mapping[str, Space]:
    """The kinds of every variable of the question and of the formulas."""
    atoms = dict.fromkeys(atom for each in (question.denied, question.assumption, *formulas) for atom in atoms_in(each))
    return spaces(atoms, question.domains)


def variations(question: Question, base: Mapping[str, str], known: Mapping[str, Space]) -> Iterator[Mapping[str, str]]:
    """The base request, and every request that differs from it in the kind of one variable; those that count."""
    first = {name: base.get(name, space.witnesses[0]) for name, space in known.items()}
    yield first
    for name, space in known.items():
        for witness in space.witnesses:
            changed = {**first, name: witness}
            if witness != first[name] and is_true(question.assumption, changed):
                yield changed


def is_denied_by_simulator(
    documents: Sequence[Document], calls: Sequence[Sequence[dict[str, object]]]
) -> list[bool | None]:
    """For each call, a list of authorisations: whether the simulator denies any; None where it knows no such ARN."""
    return answers_of([(documents, call) for call in calls])


def answers_of(asked: Sequence[tuple[Sequence[Document], Sequence[dict[str, object]]]]) -> list[bool | None]:
    """The same where each call has its own documents: one process answers them all."""
    lines = [
        json.dumps({**each, "scps": [json.loads(document.text) for document in documents]})
        for documents, call in asked
        for each in call
    ]
    done = subprocess.run(
        ["node", str(SCRIPT), HOME], input="\n".join(lines), capture_output=True, text=True, check=True, timeout=300
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(lines)
    others = [answer["errors"] for answer in answers if answer["answer"] == "error" and answer["errors"] != UNKNOWN_ARN]
    assert not others, others[:2]
    told = iter(answer["answer"] for answer in answers)
    return [_any_denied([next(told) for _ in call]) for _, call in asked]


def _any_denied(answers: Sequence[str]) -> bool | None:
    if "Denied" in answers:
        return True
    return None if "error" in answers else False


def authorisations(contexts: Sequence[Context], values: Mapping[str, str]) -> list[dict[str, object]]:
    """What the services ask IAM for one request: each resource of the call with its own context."""
    return [_authorisation(context, values) for context in contexts]


def _authorisation(context: Context, values: Mapping[str, str]) -> dict[str, object]:
    account = values.get(ACCOUNT) or "111122223333"
    region = values.get("aws:RequestedRegion") or "eu-west-1"
    told = {"aws:RequestedRegion": region, "aws:PrincipalAccount": account}
    if values.get(PRINCIPAL):
        told[PRINCIPAL] = values[PRINCIPAL]
    attributes = {name: value for name, value in values.items() if ":" in name and not is_of_tags(name)}
    own = {
        name: value
        for name, value in attributes.items()
        if authorization.supports(context.action.name, context.resource or None, name)
    }
    tags = _tags(values) if context.carries_tags else {}
    keys = {"aws:TagKeys": list(tags)} if tags else {}
    return {
        "account": account,
        "action": context.action.name,
        "resource": _arn(context, region, account),
        "context": {**own, **told, **keys, **{f"aws:RequestTag/{key}": value for key, value in tags.items()}},
    }


def _tags(values: Mapping[str, str]) -> dict[str, str]:
    spelled = {
        name.removeprefix("spelling of tag "): key
        for name, key in values.items()
        if name.startswith("spelling of tag ")
    }
    tags = {key: values.get(f"value of tag {folded}", "") for folded, key in spelled.items() if key}
    other = values.get(OTHER_KEY, "")
    return {**tags, **({other: "x"} if other else {})}


def _arn(context: Context, region: str, account: str) -> str:
    if context.arn == "*":
        return "*"
    first_form = authorization.arn_patterns(context.action.name.partition(":")[0], context.resource)[0]
    parts = first_form.split(":", 5)
    parts[3], parts[4] = parts[3].replace("*", region), parts[4].replace("*", account)
    return ":".join(parts).replace("*", "some-name")
