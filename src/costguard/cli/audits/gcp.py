"""`costguard audit gcp`: reads a Google Cloud organisation, and judges it."""

from pathlib import Path

import click

from costguard.cli.audits.live import audit_live
from costguard.cli.audits.options import AuditRequest, audit_options, live_options

_EXAMPLES = """\b
Examples:
  costguard audit gcp --scope organizations/123456789 --policy costguard.yaml
  costguard audit gcp --project my-project --project other-project
"""


@click.command(epilog=_EXAMPLES)
@click.option("--scope", metavar="SCOPE", help="organizations/ID, folders/ID or projects/ID; default: every project "
              "that may be seen.")  # fmt: skip
@click.option("--project", "projects", multiple=True, metavar="ID", help="Only this project; may repeat.")
@click.option("--source", type=click.Choice(("auto", "search", "assets")), default="auto", metavar="SOURCE",
              help="What Cloud Asset Inventory is asked: search, assets (the list), or auto (default).")  # fmt: skip
@click.option(
    "--quota-project", metavar="ID", envvar="GOOGLE_CLOUD_QUOTA_PROJECT", help="The project whose quota is used."
)
@click.option("--endpoint", metavar="URL", help="Another server, as grpc://HOST:PORT or http://HOST:PORT.")
@live_options
@audit_options
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    request: AuditRequest,
    scope: str | None,
    projects: tuple[str, ...],
    source: str,
    quota_project: str | None,
    endpoint: str | None,
    save: Path | None,
    fresh: bool,
    workers: int | None,
) -> None:
    """Read a Google Cloud organisation, and judge what runs there.

    Least permissions, as files to apply: docs/audit.md. An interrupted run goes on when it is started again.
    """
    from costguard.sources.gcp.collector import collect_gcp
    from costguard.sources.gcp.options import GcpOptions

    options = GcpOptions(
        scope=scope,
        projects=projects,
        source=source,  # type: ignore[arg-type]  # click has checked it
        endpoint=endpoint,
        quota_project=quota_project,
        workers=workers or 4,
    )
    audit_live("gcp", request, options, lambda: collect_gcp(options), save, fresh=fresh)
