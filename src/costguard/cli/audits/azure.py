"""`costguard audit azure`: reads an Azure tenant, and judges it."""

from pathlib import Path

import click

from costguard.cli.audits.live import audit_live
from costguard.cli.audits.options import AuditRequest, audit_options, live_options

_EXAMPLES = """\b
Examples:
  costguard audit azure --policy costguard.yaml
  costguard audit azure --management-group platform --require-complete
  costguard audit azure --subscription 00000000-0000-0000-0000-000000000001
"""


@click.command(epilog=_EXAMPLES)
@click.option("--management-group", metavar="ID", help="Only what lies below it; default: all that may be seen.")
@click.option("--subscription", "subscriptions", multiple=True, metavar="ID", help="Only this one; may repeat.")
@click.option("--source", type=click.Choice(("auto", "graph", "resources")), default="auto", metavar="SOURCE",
              help="What is asked: graph (Resource Graph), resources (each subscription's list, without attributes), "
              "or auto (default): the graph where it answers.")  # fmt: skip
@click.option("--endpoint", metavar="URL", envvar="AZURE_RESOURCE_MANAGER_ENDPOINT",
              help="Resource Manager of another Azure cloud.")  # fmt: skip
@live_options
@audit_options
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    request: AuditRequest,
    management_group: str | None,
    subscriptions: tuple[str, ...],
    source: str,
    endpoint: str | None,
    save: Path | None,
    fresh: bool,
    workers: int | None,
) -> None:
    """Read an Azure tenant, subscription by subscription, and judge what runs there.

    Least permissions, as files to apply: docs/audit.md. An interrupted run goes on when it is started again.
    """
    from costguard.sources.azure.collector import collect_azure
    from costguard.sources.azure.options import AzureOptions

    options = AzureOptions(
        management_group=management_group,
        subscriptions=subscriptions,
        source=source,  # type: ignore[arg-type]  # click has checked it
        endpoint=endpoint,
        workers=workers or 4,
    )
    audit_live("azure", request, options, lambda: collect_azure(options), save, fresh=fresh)
