"""`costguard audit aws`: reads an AWS organisation, and judges it."""

from pathlib import Path

import click

from costguard.cli.audits.live import audit_live
from costguard.cli.audits.options import AuditRequest, audit_options, live_options

_EXAMPLES = """\b
Examples:
  costguard audit aws --policy costguard.yaml
  costguard audit aws --source sweep --role-name CostguardAudit --external-id KEY
  costguard audit aws --account 111122223333 --region eu-west-1 --save tonight
"""


@click.command(epilog=_EXAMPLES)
@click.option("--source", type=click.Choice(("auto", "explorer", "sweep", "config")), default="auto", metavar="SOURCE",
              help="What is asked: explorer (Resource Explorer), sweep (every account and region), config (an "
              "aggregator), or auto (default): the first that is there.")  # fmt: skip
@click.option("--profile", metavar="NAME", help="The profile of the AWS configuration to begin with.")
@click.option("--account", "accounts", multiple=True, metavar="ID", help="Only this account; may repeat.")
@click.option("--region", "regions", multiple=True, metavar="REGION", help="Only this region; may repeat.")
@click.option("--role-name", default="CostguardAudit", metavar="NAME", help="The role to assume in each account.")
@click.option("--external-id", metavar="KEY", envvar="COSTGUARD_EXTERNAL_ID", help="What that role's trust asks for.")
@click.option("--view", metavar="ARN", help="The Resource Explorer view; default: that of the home region.")
@click.option("--aggregator", metavar="NAME", help="The AWS Config aggregator; default: the only one.")
@click.option("--home-region", metavar="REGION", help="Where view and aggregator are; default: the profile's.")
@live_options
@audit_options
def command(  # noqa: PLR0913, PLR0917  (click passes every option by name)
    request: AuditRequest,
    source: str,
    profile: str | None,
    accounts: tuple[str, ...],
    regions: tuple[str, ...],
    role_name: str,
    external_id: str | None,
    view: str | None,
    aggregator: str | None,
    home_region: str | None,
    save: Path | None,
    fresh: bool,
    workers: int | None,
) -> None:
    """Read an AWS organisation, account by account, and judge what runs there.

    Least permissions, as files to apply: docs/audit.md. An interrupted run goes on when it is started again.
    """
    from costguard.sources.aws.collector import collect_aws
    from costguard.sources.aws.options import AwsOptions

    options = AwsOptions(
        profile=profile,
        source=source,  # type: ignore[arg-type]  # click has checked it
        role_name=role_name,
        external_id=external_id,
        accounts=accounts,
        regions=regions,
        view_arn=view,
        aggregator=aggregator,
        home_region=home_region,
        workers=workers or 8,
    )
    audit_live("aws", request, options, lambda: collect_aws(options), save, fresh=fresh)
