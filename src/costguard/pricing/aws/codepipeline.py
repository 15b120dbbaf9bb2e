"""CodePipeline: by the pipeline, or by the minute of its actions, as its type says."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "codepipeline"


def pipeline(pipeline: Subject) -> Iterator[Line]:
    """A V1 pipeline, which the provider makes unless told otherwise, by the month; V2 by what its actions take."""
    if pipeline.text("pipeline_type", "V1") == "V2":
        key = "monthly_action_execution_mins"
        yield use_line(pipeline, "Action execution", "minutes", key, Rate(_TABLE, "action_minutes"))
    else:
        yield monthly("Active pipeline", "months", 1, Rate(_TABLE, "pipeline"), assumption="runs at least once a month")


MODELS: Final[Models] = {"aws_codepipeline": (pipeline,)}
