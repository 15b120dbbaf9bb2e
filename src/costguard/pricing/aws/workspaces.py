"""WorkSpaces: by the month, or by the hour that they are used, by the machine behind them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_line
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "workspaces"


def workspace(workspace: Subject) -> Iterator[Line]:
    """The workspace's monthly price, which is small where it stops by itself."""
    machine, is_always_on = _machine(workspace), _is_always_on(workspace)
    mode = "always_on" if is_always_on else "auto_stop"
    yield monthly(f"Workspace ({machine})", "months", 1, Rate(_TABLE, f"{mode}/{machine}/month"))


def used_hours(workspace: Subject) -> Iterator[Line]:
    """The hours that one which stops by itself is used."""
    if not _is_always_on(workspace):
        machine = _machine(workspace)
        rate = Rate(_TABLE, f"auto_stop/{machine}/hour")
        yield use_line(workspace, f"Usage ({machine})", "hours", "monthly_hrs", rate)


def _machine(workspace: Subject) -> str:
    return workspace.text("workspace_properties.compute_type_name").lower()


def _is_always_on(workspace: Subject) -> bool:
    return workspace.text("workspace_properties.running_mode", "ALWAYS_ON") == "ALWAYS_ON"  # the provider's default


MODELS: Final[Models] = {"aws_workspaces_workspace": (workspace, used_hours)}
