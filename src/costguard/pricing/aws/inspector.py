"""Inspector: by the instance, image and function that it scans."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "inspector"
# By what is scanned: the lines, their units, the usage file's keys, and the figures.
_SCANS: Final = {
    "EC2": (("EC2 instances", "instances", "instances", "instance"),),
    "ECR": (
        ("Container images", "images", "monthly_images", "image"),
        ("Container image rescans", "images", "monthly_image_rescans", "image_rescan"),
    ),
    "LAMBDA": (("Lambda functions", "functions", "functions", "function"),),
}


def scans(enabler: Subject) -> Iterator[Line]:
    """What each kind of resource that is turned on costs to scan."""
    for kind in enabler.texts("resource_types"):
        for name, unit, key, item in _SCANS.get(kind, ()):
            yield use_line(enabler, name, unit, key, Rate(_TABLE, item))


MODELS: Final[Models] = {"aws_inspector2_enabler": (scans,)}
