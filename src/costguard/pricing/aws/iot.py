"""IoT Core: rules by how often they fire and act."""

from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Rate
from costguard.pricing.models import Models

_TABLE: Final = "iot"
_MILLION: Final = 1_000_000

_rules = use_cost("Rules triggered", "1M rules", "monthly_rules_triggered", Rate(_TABLE, "rules"), _MILLION)
_actions = use_cost("Actions executed", "1M actions", "monthly_actions_executed", Rate(_TABLE, "actions"), _MILLION)

MODELS: Final[Models] = {"aws_iot_topic_rule": (_rules, _actions)}
