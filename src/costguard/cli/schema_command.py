"""`costguard schema`: prints the JSON Schema of a document that costguard reads or writes."""

import json

import click

_EXAMPLES = """\b
Examples:
  costguard schema > costguard.schema.json
  costguard schema report
  costguard schema bill
"""


@click.command(epilog=_EXAMPLES)
@click.argument("document", type=click.Choice(["policy", "report", "bill"]), default="policy")
def command(document: str) -> None:
    """Print the JSON Schema of DOCUMENT: the policy language (default), a report of `check`, a bill of `estimate`."""
    click.echo(json.dumps(_schema(document), indent=2))


def _schema(document: str) -> object:
    if document == "report":
        from costguard.reports.json_report import report_schema

        return report_schema()
    if document == "bill":
        from costguard.reports.bills.json_bill import bill_schema

        return bill_schema()
    from costguard.policy.schema import policy_schema

    return policy_schema()
