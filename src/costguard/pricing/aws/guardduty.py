"""GuardDuty: by what it reads, with the plans that protect more than the account's logs."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "guardduty"
_MILLION: Final = 1_000_000
# By a feature's name: the line, its unit, the usage file's key, the figure, and how many make a unit.
_FEATURES: Final = {
    "S3_DATA_EVENTS": ("S3 data events ({tier})", "1M events", "monthly_s3_data_events", "s3_events", _MILLION),
    "EKS_AUDIT_LOGS": ("EKS audit logs ({tier})", "1M events", "monthly_eks_audit_logs", "eks_audit", _MILLION),
    "RUNTIME_MONITORING": ("Runtime monitoring ({tier})", "vCPU-months", "monitored_vcpus", "runtime", 1),
    "EKS_RUNTIME_MONITORING": ("Runtime monitoring ({tier})", "vCPU-months", "monitored_vcpus", "runtime", 1),
    "RDS_LOGIN_EVENTS": ("RDS protection", "vCPU-months", "monitored_rds_vcpus", "rds", 1),
    "LAMBDA_NETWORK_LOGS": ("Lambda network logs ({tier})", "GB", "monthly_lambda_network_gb", "flow_logs", 1),
}


def protected_sources(detector: Subject) -> Iterator[Line]:
    """The sources that the older `datasources` block turns on."""
    if detector.flag("datasources.s3_logs.enable", default=False):
        yield _line(detector, "S3_DATA_EVENTS")
    if detector.flag("datasources.kubernetes.audit_logs.enable", default=False):
        yield _line(detector, "EKS_AUDIT_LOGS")


def feature(feature: Subject) -> Iterator[Line]:
    """A protection plan that is turned on."""
    if feature.text("status", "ENABLED") == "ENABLED" and feature.text("name") in _FEATURES:
        yield _line(feature, feature.text("name"))


def _line(subject: Subject, name: str) -> Line:
    called, unit, key, item, per = _FEATURES[name]
    return use_line(subject, called, unit, key, Rate(_TABLE, item), per)


_events = use_cost(
    "CloudTrail management events", "1M events", "monthly_cloudtrail_events", Rate(_TABLE, "cloudtrail"), _MILLION
)
_logs = use_cost("VPC flow and DNS logs ({tier})", "GB", "monthly_flow_and_dns_logs_gb", Rate(_TABLE, "flow_logs"))

MODELS: Final[Models] = {
    "aws_guardduty_detector": (_events, _logs, protected_sources),
    "aws_guardduty_detector_feature": (feature,),
}
