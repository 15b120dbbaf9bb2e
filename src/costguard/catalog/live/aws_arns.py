"""An ARN says what it names, but each service in its own way; one table reads them all."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from costguard.catalog.live.names import made_up_type
from costguard.catalog.live.tables import read_rows
from costguard.model.cloud import Cloud

_SEPARATORS: Final = re.compile(r"[/:]")
_ANY_LOG_STREAM: Final = ":*"


class LiveName(msgspec.Struct, frozen=True):
    """What an ARN says. `native_type` is `service:kind` as Resource Explorer writes it.

    `account` is "" and `region` None where the ARN does not say: a bucket's ARN says neither.
    """

    native_type: str
    terraform_type: str
    account: str
    region: str | None


class _Form(msgspec.Struct, frozen=True):
    native_type: str
    terraform_type: str


def of_arn(arn: str) -> LiveName:
    """What an ARN of any partition names. Kinds that the table does not hold get a made-up Terraform type."""
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return LiveName("unknown", made_up_type(Cloud.AWS, "unknown"), "", None)
    _, _, service, region, account, resource = parts
    form = _form(service, resource)
    return LiveName(form.native_type, form.terraform_type, account, region or None)


def canonical_arn(arn: str) -> str:
    """The one form of an ARN that services write in several, so that a resource told by two of them is one.

    CloudWatch Logs ends a log group's ARN in `:*` where it grants its streams; the ARNs of images and snapshots have
    no account in the Service Authorization Reference (2026-09), but one where an API fills in its caller's.
    """
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return arn
    if parts[2] == "logs" and parts[5].startswith("log-group:"):
        return arn.removesuffix(_ANY_LOG_STREAM)
    if parts[2] == "ec2" and parts[5].startswith(("snapshot/", "image/")):
        return ":".join((*parts[:4], "", parts[5]))
    return arn


def _form(service: str, resource: str) -> _Form:
    table = _tables().get(service)
    match = table[0].fullmatch(resource) if table else None
    if table and match and match.lastgroup:
        return table[1][match.lastgroup]
    kind = _SEPARATORS.split(resource.lstrip("/"), maxsplit=1)
    native_type = f"{service}:{kind[0]}" if len(kind) > 1 else service
    return _Form(native_type, made_up_type(Cloud.AWS, native_type))


@cache
def _tables() -> Mapping[str, tuple[re.Pattern[str], Mapping[str, _Form]]]:
    """For each service one expression whose groups are its forms in order, and what each means."""
    rows: dict[str, list[tuple[str, _Form]]] = {}
    for row in read_rows("aws_arns"):
        form = _Form(row["native_type"], row["terraform_type"] or made_up_type(Cloud.AWS, row["native_type"]))
        rows.setdefault(row["service"], []).append((_expression(row["resource"]), form))
    return MappingProxyType({service: _table(forms) for service, forms in rows.items()})


def _table(forms: list[tuple[str, _Form]]) -> tuple[re.Pattern[str], Mapping[str, _Form]]:
    expression = "|".join(f"(?P<form{index}>{each})" for index, (each, _) in enumerate(forms))
    return re.compile(expression, re.DOTALL), {f"form{index}": form for index, (_, form) in enumerate(forms)}


def _expression(glob: str) -> str:
    return ".*".join(re.escape(part) for part in glob.split("*"))
