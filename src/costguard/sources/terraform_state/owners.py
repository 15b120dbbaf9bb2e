"""In which account and resource group a resource of a state lies: its body tells, under a name of each cloud's own."""

import re
from collections.abc import Mapping
from typing import Any, Final, assert_never

from costguard.model.cloud import Cloud

_ARN_REGION: Final = re.compile(r"arn:[^:]*:[^:]*:([^:]+):")
_ARN_ACCOUNT: Final = re.compile(r"arn:[^:]*:[^:]*:[^:]*:(\d{12}):")
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/([^/]+)(?:/resourcegroups/([^/]+))?", re.IGNORECASE)
_PROJECT: Final = re.compile(r"(?:^|/)projects/([^/]+)/")
_OWNERS: Final = ("owner_id", "account_id", "registry_id")

Values = Mapping[str, Any]


def account_of(cloud: Cloud, values: Values) -> str:
    """The AWS account, Azure subscription or Google project; "" where the body does not tell."""
    match cloud:
        case Cloud.AWS:
            return _aws(values)
        case Cloud.AZURE:
            return _subscription(values).lower()
        case Cloud.GCP:
            return _project(values)
        case Cloud.OTHER:
            return ""
        case _:
            assert_never(cloud)


def group_of(cloud: Cloud, values: Values) -> str:
    """The Azure resource group, in lower case; "" elsewhere."""
    if cloud is not Cloud.AZURE:
        return ""
    match = _SUBSCRIPTION.match(_text(values, "id"))
    return (_text(values, "resource_group_name") or (match[2] if match and match[2] else "")).lower()


def region_in_id(values: Values) -> str:
    """The region in the ARN that some AWS resources have for an id (an ECS service has no `arn`); "" elsewhere."""
    match = _ARN_REGION.match(_text(values, "id"))
    return match[1] if match else ""


def _aws(values: Values) -> str:
    arns = (_ARN_ACCOUNT.match(_text(values, name)) for name in ("arn", "id"))
    from_arn = next((match[1] for match in arns if match), "")
    owners = (_text(values, name) for name in _OWNERS)
    return from_arn or next((owner for owner in owners if len(owner) == 12 and owner.isdecimal()), "")


def _subscription(values: Values) -> str:
    match = _SUBSCRIPTION.match(_text(values, "id"))
    return match[1] if match else ""


def _project(values: Values) -> str:
    if project := _text(values, "project"):
        return project.removeprefix("projects/")
    if project := _text(values, "project_id"):  # a project itself
        return project
    matches = (_PROJECT.search(_text(values, name)) for name in ("id", "self_link"))
    return next((match[1] for match in matches if match), "")


def _text(values: Values, name: str) -> str:
    told = values.get(name)
    return told if isinstance(told, str) else ""
