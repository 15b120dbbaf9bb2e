"""AWS Config: by what is recorded, and by the evaluations of rules."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "config"


def config_items(recorder: Subject) -> Iterator[Line]:
    """What a recorder records: each change, unless it is told to look once a day."""
    frequency = recorder.text("recording_mode.recording_frequency", "CONTINUOUS").lower()
    yield use_line(recorder, "Config items", "records", "monthly_config_items", Rate(_TABLE, f"items/{frequency}"))


_custom_items = use_cost("Custom config items", "records", "monthly_custom_config_items", Rate(_TABLE, "items/custom"))
_evaluations = use_cost(
    "Rule evaluations ({tier})", "evaluations", "monthly_rule_evaluations", Rate(_TABLE, "evaluations")
)
_pack_evaluations = use_cost(
    "Conformance pack evaluations ({tier})", "evaluations", "monthly_rule_evaluations", Rate(_TABLE, "evaluations")
)

MODELS: Final[Models] = {
    "aws_config_configuration_recorder": (config_items, _custom_items),
    "aws_config_config_rule": (_evaluations,),
    "aws_config_organization_custom_rule": (_evaluations,),
    "aws_config_organization_custom_policy_rule": (_evaluations,),
    "aws_config_organization_managed_rule": (_evaluations,),
    "aws_config_conformance_pack": (_pack_evaluations,),
    "aws_config_organization_conformance_pack": (_pack_evaluations,),
}
