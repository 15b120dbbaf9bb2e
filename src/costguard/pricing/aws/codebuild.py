"""CodeBuild: by the minute of building, by the machine that builds."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "codebuild"
# By the environment's type: what bills, and how its machines are called where that is not by their compute type.
_ENVIRONMENTS: Final = {
    "ARM_CONTAINER": ("arm", "arm1"),
    "ARM_EC2": ("arm_ec2", "arm1"),
    "ARM_LAMBDA_CONTAINER": ("arm_lambda", ""),
    "LINUX_CONTAINER": ("linux", ""),
    "LINUX_EC2": ("linux_ec2", ""),
    "LINUX_GPU_CONTAINER": ("gpu", "gpu1"),
    "LINUX_LAMBDA_CONTAINER": ("linux_lambda", ""),
    "MAC_ARM": ("mac", ""),
    "WINDOWS_CONTAINER": ("windows", ""),
    "WINDOWS_EC2": ("windows_ec2", ""),
    "WINDOWS_SERVER_2019_CONTAINER": ("windows", ""),
    "WINDOWS_SERVER_2022_CONTAINER": ("windows", ""),
}


def builds(project: Subject) -> Iterator[Line]:
    """The minutes that builds take. A reserved fleet bills for itself, its builds do not."""
    if project.has("environment.fleet"):
        return
    kind, family = _ENVIRONMENTS.get(project.text("environment.type"), ("unknown", ""))
    machine = project.text("environment.compute_type").removeprefix("BUILD_").lower().replace("_", ".", 1)
    system = "Windows" if kind.startswith("windows") else "macOS" if kind == "mac" else "Linux"
    called = machine.replace("general1", family) if family else machine
    rate = Rate(_TABLE, f"{kind}/{machine}")
    yield use_line(project, f"{system} ({called})", "minutes", "monthly_build_mins", rate)


MODELS: Final[Models] = {"aws_codebuild_project": (builds,)}
