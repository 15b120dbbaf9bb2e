"""AWS Config records fewer fields than the services' own APIs tell: what it does not record is not told, not "not set".

It lacks, for one, whether a DB instance is protected from deletion and how far its storage may grow (AWS Config
resource schema, AWS::RDS::DBInstance, 2026-11). Types that it takes from the services' APIs have every field that it
knows, with null where nothing is set; those that it takes from CloudFormation leave out what is not set.
"""

from collections.abc import Mapping
from typing import Any, Final

from costguard.catalog.live.attributes import LivePath, live_attributes, live_paths
from costguard.catalog.live.paths import values_at
from costguard.model.inventory import Values

# A field that is left out where it is not set, but that Config does not record where it is either (AWS Config resource
# schema, AWS::Kinesis::Stream, 2026-11).
_NOT_RECORDED: Final = frozenset({("aws_kinesis_stream", "billing_mode")})


def config_attributes(
    resource_type: str, configuration: Mapping[str, Any], *, is_selected: bool = False
) -> dict[str, Values]:
    """The neutral attributes that a configuration tells.

    Of a query's answer (`is_selected`) only values count: it holds no more than was asked for.
    """
    if not configuration:
        return {}
    fields = {name.lower() for name in configuration}
    leaves_out = all(name[:1].isupper() for name in configuration)
    told = {
        path.attribute
        for path in live_paths(resource_type)
        if any(values_at(configuration, each) for each in path.paths)
        or (not is_selected and (_has_field(path, fields) or (leaves_out and _tells_absent(resource_type, path))))
    }
    return {name: values for name, values in live_attributes(resource_type, configuration).items() if name in told}


def _tells_absent(resource_type: str, path: LivePath) -> bool:
    return path.tells_absent and (resource_type, path.attribute) not in _NOT_RECORDED


def _has_field(path: LivePath, fields: set[str]) -> bool:
    return any(each.partition(".")[0].lower() in fields for each in path.paths)
