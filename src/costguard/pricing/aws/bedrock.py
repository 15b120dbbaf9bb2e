"""Bedrock: provisioned throughput by the model unit and hour, models of one's own by the month, guardrails by use."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "bedrock"
_KEY: Final = "monthly_text_units"
# By the block that turns a policy on: what it is called, and its figure.
_POLICIES: Final = (
    ("content_policy_config", "Content filters", "content"),
    ("topic_policy_config", "Denied topics", "topic"),
    ("sensitive_information_policy_config", "Sensitive information filters", "pii"),
    ("contextual_grounding_policy_config", "Contextual grounding", "grounding"),
)


def throughput(provisioned: Subject) -> Iterator[Line]:
    """Model units that are kept ready, by the model and for how long they are taken."""
    model = provisioned.text("model_arn").rpartition("/")[2]
    term = provisioned.text("commitment_duration", "none").lower()
    units = provisioned.number("model_units")
    rate = Rate(_TABLE, f"throughput/{model}/{term}")
    yield hourly(f"Model units ({model})", rate, hours=HOURS_PER_MONTH * units)


def custom_model(_: Subject) -> Iterator[Line]:
    """Storage of a model that was trained further; the training bills besides, once."""
    yield monthly("Custom model storage", "months", 1, Rate(_TABLE, "custom_model"))


def guardrail(guardrail: Subject) -> Iterator[Line]:
    """What each policy of a guardrail looks at, by text units of up to 1,000 characters."""
    for block, name, item in _POLICIES:
        if guardrail.has(block):
            rate = Rate(_TABLE, f"guardrail/{item}")
            yield use_line(guardrail, name, "1k text units", _KEY, rate, 1000)


MODELS: Final[Models] = {
    "aws_bedrock_provisioned_model_throughput": (throughput,),
    "aws_bedrock_custom_model": (custom_model,),
    "aws_bedrock_guardrail": (guardrail,),
}
