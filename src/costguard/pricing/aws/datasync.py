"""DataSync: by what is copied, and in enhanced mode by the run."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "datasync"


def copied(task: Subject) -> Iterator[Line]:
    """What a task copies, by its mode; the API's default is the basic one."""
    mode = task.text("task_mode", "BASIC").lower()
    yield use_line(task, "Data copied", "GB", "monthly_data_copied_gb", Rate(_TABLE, mode))


def executions(task: Subject) -> Iterator[Line]:
    """The runs of a task in enhanced mode."""
    if task.text("task_mode", "BASIC") == "ENHANCED":
        yield use_line(task, "Task executions", "executions", "monthly_executions", Rate(_TABLE, "execution"))


MODELS: Final[Models] = {"aws_datasync_task": (copied, executions)}
