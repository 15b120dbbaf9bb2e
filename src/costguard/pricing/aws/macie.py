"""Macie: by the bucket and object that it watches, and by what it inspects."""

from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Rate
from costguard.pricing.models import Models

_TABLE: Final = "macie"

_buckets = use_cost("S3 buckets", "buckets", "buckets", Rate(_TABLE, "bucket"))
_objects = use_cost("Objects monitored", "100k objects", "monitored_objects", Rate(_TABLE, "objects"), 100_000)
_inspected = use_cost("Data inspected ({tier})", "GB", "monthly_data_inspected_gb", Rate(_TABLE, "inspected"))

MODELS: Final[Models] = {
    "aws_macie2_account": (_buckets, _objects, _inspected),
    "aws_macie2_classification_job": (_inspected,),
}
