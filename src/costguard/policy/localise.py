"""Puts a test of tags into a cloud's own spelling: a GCP label cannot hold what an AWS tag can."""

from functools import lru_cache

from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, Test
from costguard.model.resource import Scalar
from costguard.policy.labels import label_form, label_glob


def localised(test: Test, cloud: Cloud) -> tuple[Scalar, ...]:
    """The test's operands as `cloud` can hold them. Doing it twice changes nothing."""
    return _as_labels(test.operator, test.operands) if cloud is Cloud.GCP else test.operands


@lru_cache(maxsize=4096)
def _as_labels(operator: Operator, operands: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return tuple(_as_label(operator, operand) for operand in operands)


def _as_label(operator: Operator, operand: Scalar) -> Scalar:
    if not isinstance(operand, str):
        return operand
    match operator:
        case Operator.ONE_OF | Operator.NONE_OF:
            return label_form(operand)
        case Operator.LIKE | Operator.UNLIKE:
            return label_glob(operand)
        case Operator.PATTERN:
            return operand if operand.startswith("(?i)") else f"(?i){operand}"
        case Operator.AT_MOST | Operator.AT_LEAST | Operator.PRESENT:
            return operand
