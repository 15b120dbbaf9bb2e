"""Options of the commands that write guardrails or prove them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from costguard.model.cloud import Cloud
from costguard.model.errors import BadUsage

if TYPE_CHECKING:
    from costguard.emit.options import EmitOptions

_Function = TypeVar("_Function", bound=Callable[..., Any])
TARGETS: Final = ("aws", "azure", "gcp")
_ARN: Final = re.compile(r"arn:(?:[!-9;-~]*:){4}[!-~]+")
_AWS_TARGET: Final = re.compile(r"r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|[0-9]{12}")
_AZURE_SCOPE: Final = re.compile(
    r"/providers/Microsoft\.Management/managementGroups/[\w().-]+|/subscriptions/[\w-]+", re.IGNORECASE
)
_GCP_PARENT: Final = re.compile(r"organizations/[\w-]+")
_GCP_SCOPE: Final = re.compile(r"(organizations|folders|projects)/[\w-]+")


def target_option(function: _Function) -> _Function:
    """Add `--target`, which may be given several times."""
    return click.option(
        "--target", "targets", multiple=True, type=click.Choice(TARGETS), help="Only this cloud; may repeat."
    )(function)


def exempt_option(function: _Function) -> _Function:
    """Add `--exempt-principal`: whom no AWS statement binds."""
    return click.option(
        "--exempt-principal",
        "exempt",
        multiple=True,
        metavar="ARN",
        callback=_read_arns,
        help="Whom no AWS statement binds, as in arn:aws:iam::*:role/break-glass; may repeat.",
    )(function)


def placing_options(function: _Function) -> _Function:
    """Add what says where documents live and how they are named."""
    options = (
        click.option("--prefix", default="costguard", show_default=True, help="Begins every name in a cloud."),
        click.option(
            "--ou",
            "aws_targets",
            multiple=True,
            metavar="ID",
            callback=_read_targets,
            help="A root, OU or account that the AWS documents are for; may repeat.",
        ),
        click.option(
            "--azure-scope",
            metavar="ID",
            callback=_read_azure_scope,
            help="The management group or subscription, as a resource id.",
        ),
        click.option(
            "--azure-inherit",
            multiple=True,
            metavar="DIMENSION",
            help="Copy this tag from the resource group where a resource lacks it; may repeat.",
        ),
        click.option("--azure-location", metavar="REGION", help="Where the identity lives that copies these tags."),
        click.option(
            "--gcp-parent",
            metavar="organizations/ID",
            callback=_read_gcp_parent,
            help="The organisation that holds the constraints.",
        ),
        click.option(
            "--gcp-scope",
            metavar="folders/ID",
            callback=_read_gcp_scope,
            help="Where they apply; default: the organisation.",
        ),
        click.option("--dry-run", is_flag=True, help="Azure assignments do not enforce, Google policies only log."),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="NAME=N",
            callback=_read_limits,
            help="Another limit than the clouds' own, as in scps_per_target=5; may repeat.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def clouds_of(targets: tuple[str, ...]) -> tuple[Cloud, ...]:
    """The clouds that `--target` names, in their usual order; none named: all."""
    return tuple(Cloud(name) for name in TARGETS if not targets or name in targets)


def emit_options(chosen: dict[str, Any], targets: tuple[str, ...]) -> "EmitOptions":
    """The options of an emitter, from what was given; what was not keeps its default."""
    import msgspec

    from costguard.emit.options import EmitOptions, Limits

    names = {
        "prefix": "prefix",
        "exempt": "exempt",
        "aws_targets": "aws_targets",
        "azure_scope": "azure_scope",
        "azure_inherit": "azure_inherit",
        "azure_location": "azure_location",
        "gcp_parent": "gcp_parent",
        "gcp_scope": "gcp_policy_parent",
        "dry_run": "dry_run",
    }
    given = {field: chosen[name] for name, field in names.items() if chosen.get(name)}
    limits: Limits = msgspec.structs.replace(Limits(), **chosen.get("limits", {}))
    return EmitOptions(clouds=clouds_of(targets), limits=limits, **given)


def _read_arns(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if _ARN.fullmatch(value) is None or "${" in value:
            raise click.BadParameter(f"`{value}` is no ARN pattern; write it as arn:aws:iam::*:role/NAME")
    return values


def _read_targets(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if _AWS_TARGET.fullmatch(value) is None:
            raise click.BadParameter(
                f"`{value}` is no root, OU or account; write it as r-ab12, ou-ab12-34567890 or 12 digits"
            )
    return values


def _read_azure_scope(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and _AZURE_SCOPE.fullmatch(value) is None:
        example = "/providers/Microsoft.Management/managementGroups/NAME or /subscriptions/ID"
        raise click.BadParameter(f"`{value}` is no scope; write it as {example}")
    return value


def _read_gcp_parent(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and _GCP_PARENT.fullmatch(value) is None:
        raise click.BadParameter(f"`{value}` is no organisation; write it as organizations/ID")
    return value


def _read_gcp_scope(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and _GCP_SCOPE.fullmatch(value) is None:
        raise click.BadParameter(f"`{value}` is no scope; write it as organizations/ID, folders/ID or projects/ID")
    return value


def _read_limits(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    from costguard.emit.options import Limits
    from costguard.policy.spelling import did_you_mean

    known = Limits.__struct_fields__
    limits: dict[str, int] = {}
    for value in values:
        name, _, number = value.partition("=")
        if name not in known:
            raise BadUsage(f"there is no limit `{name}`{did_you_mean(name, known)} (limits: {', '.join(known)})")
        if not number.isascii() or not number.isdigit() or int(number) < 1:
            raise BadUsage(f"`{value}` is no limit; write it as {name}=5")
        limits[name] = int(number)
    return limits
