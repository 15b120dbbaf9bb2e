"""`costguard schema`: prints the JSON Schema of a document that costguard reads or writes."""

import json
from importlib import import_module
from typing import Final

import click

# Where the schema of each document is, and by which function; looked up only when it is asked for.
_SCHEMAS: Final = {
    "policy": ("costguard.policy.schema", "policy_schema"),
    "audit": ("costguard.reports.audits.json_audit", "audit_schema"),
    "report": ("costguard.reports.json_report", "report_schema"),
    "bill": ("costguard.reports.bills.json_bill", "bill_schema"),
    "guardrails": ("costguard.reports.guardrails.manifest", "manifest_schema"),
    "proof": ("costguard.reports.guardrails.proof_json", "proof_schema"),
    "changes": ("costguard.reports.guardrails.changes", "changes_schema"),
    "replay": ("costguard.reports.guardrails.replay", "replay_schema"),
}
_EXAMPLES = """\b
Examples:
  costguard schema > costguard.schema.json
  costguard schema report
  costguard schema proof
"""


@click.command(epilog=_EXAMPLES)
@click.argument("document", type=click.Choice(list(_SCHEMAS)), default="policy")
def command(document: str) -> None:
    """Print the JSON Schema of DOCUMENT: the policy language (default), or what a command writes as JSON.

    report is of `check`, audit of `audit`, bill of `estimate`, guardrails the manifest of `emit`, proof of `prove`,
    changes of `diff-bundle`, replay of `replay`.
    """
    module, function = _SCHEMAS[document]
    click.echo(json.dumps(getattr(import_module(module), function)(), indent=2))
