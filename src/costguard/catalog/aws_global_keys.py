"""The condition keys that no service owns: AWS puts them into requests to every one of its services."""

from typing import Final

# IAM User Guide, "AWS global condition context keys" (2026-09). Not here: those that speak of what is created or
# tagged, aws:RequestTag, aws:TagKeys and aws:ResourceTag. Whether a service has these is its own affair.
_EVERY_REQUEST: Final = {
    "aws:CurrentTime": "Date",
    "aws:EpochTime": "Date",
    "aws:PrincipalAccount": "String",
    "aws:PrincipalArn": "ARN",
    "aws:PrincipalIsAWSService": "Bool",
    "aws:PrincipalType": "String",
    "aws:RequestedRegion": "String",
    "aws:SecureTransport": "Bool",
    "aws:UserAgent": "String",
    "aws:ViaAWSService": "Bool",
    "aws:userid": "String",
}
"""Those that the guide says to be in every signed request."""

_SOME_REQUESTS: Final = {
    "aws:CalledVia": "ArrayOfString",
    "aws:CalledViaFirst": "String",
    "aws:CalledViaLast": "String",
    "aws:FederatedProvider": "String",
    "aws:MultiFactorAuthAge": "Numeric",
    "aws:MultiFactorAuthPresent": "Bool",
    "aws:PrincipalOrgID": "String",
    "aws:PrincipalOrgPaths": "ArrayOfString",
    "aws:PrincipalServiceName": "String",
    "aws:PrincipalServiceNamesList": "ArrayOfString",
    "aws:PrincipalTag/": "String",
    "aws:ResourceAccount": "String",
    "aws:ResourceOrgID": "String",
    "aws:ResourceOrgPaths": "ArrayOfString",
    "aws:SourceAccount": "String",
    "aws:SourceArn": "ARN",
    "aws:SourceIdentity": "String",
    "aws:SourceIp": "IPAddress",
    "aws:SourceOrgID": "String",
    "aws:SourceOrgPaths": "ArrayOfString",
    "aws:SourceVpc": "String",
    "aws:SourceVpcArn": "ARN",
    "aws:SourceVpce": "String",
    "aws:TokenIssueTime": "Date",
    "aws:VpcSourceIp": "IPAddress",
    "aws:referer": "String",
    "aws:username": "String",
}
"""Those whose presence hangs on who asks and from where, never on the service that is asked."""

_OF_THE_SERVICE: Final = {
    "aws:RequestTag/": "String",
    "aws:ResourceTag/": "String",
    "aws:TagKeys": "ArrayOfString",
}
"""Those that a service may lack."""

_REQUESTS: Final = {key.lower(): told for key, told in (_EVERY_REQUEST | _SOME_REQUESTS).items()}
_ALL: Final = _REQUESTS | {key.lower(): told for key, told in _OF_THE_SERVICE.items()}


def global_key_type(key: str) -> str | None:
    """The type of a global key's values, None for a key that is none; case does not count."""
    return _ALL.get(_name(key))


def is_everywhere(key: str) -> bool:
    """Whether a key may stand in a request to any service; not so for those of what is created and tagged."""
    return _name(key) in _REQUESTS


def _name(key: str) -> str:
    name, slash, _ = key.lower().partition("/")
    return name + slash
