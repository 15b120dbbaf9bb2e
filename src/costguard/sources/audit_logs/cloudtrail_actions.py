"""Tells which IAM action a CloudTrail event stands for; the two have names of their own in many places."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import msgspec

# The event sources that are not the prefix of the service's actions ("CloudTrail supported services" and the pages on
# logging of each service, read 2026-11, beside the Service Authorization Reference, 2026-09).
_PREFIXES: Final[Mapping[str, str]] = {
    "amazonmq": "mq",
    "appstream2": "appstream",
    "elasticmapreduce": "elasticmapreduce",
    "email": "ses",
    "lexv2": "lex",
    "memory-db": "memorydb",
    "models.lex": "lex",
    "models-v2-lex": "lex",
    "monitoring": "cloudwatch",
    "opensearch": "es",
    "pinpoint": "mobiletargeting",
    "sms-voice.pinpoint": "sms-voice",
    "tagging": "tag",
    "timestream-query": "timestream",
}

# What API operations are authorised as, where that is another action (Service Authorization Reference, 2026-09).
_ACTIONS: Final[Mapping[str, str]] = {
    "cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution",
    "s3:DeleteBucketTagging": "s3:PutBucketTagging",
}

# Control of API Gateway is authorised by method and path ("API Gateway: actions", 2026-09): the resource type of POST.
_API_GATEWAY: Final[Mapping[str, str]] = {
    "CreateApiKey": "ApiKeys",
    "CreateDomainName": "DomainNames",
    "CreateRestApi": "RestApis",
    "ImportRestApi": "RestApis",
    "CreateStage": "Stages",
    "CreateUsagePlan": "UsagePlans",
    "CreateVpcLink": "VpcLinks",
}

# `CreateFunction20150331`, `TagResource20170331v2`, `CreateDistributionWithTags2020_05_31`
_VERSION: Final = re.compile(r"(?:20\d{6}|20\d\d_\d\d_\d\d)(?:v\d+)?")


class Called(msgspec.Struct, frozen=True):
    """The IAM action, and the resource type that it authorises where the name of the event alone tells that."""

    action: str
    resource_type: str = ""


@lru_cache(maxsize=8192)
def called(source: str, name: str) -> Called:
    """The action of an event: `lambda.amazonaws.com` and `CreateFunction20150331` are `lambda:CreateFunction`."""
    host = source.partition(".amazonaws.com")[0]
    service = _PREFIXES.get(host, host)
    short = _VERSION.sub("", name)
    if service == "apigateway":
        return _of_api_gateway(short)
    action = f"{service}:{short}"
    return Called(_ACTIONS.get(action, action))


def _of_api_gateway(name: str) -> Called:
    if name in _API_GATEWAY:
        return Called("apigateway:POST", _API_GATEWAY[name])
    return Called("apigateway:PUT", "Tags") if name == "TagResource" else Called(f"apigateway:{name}")
