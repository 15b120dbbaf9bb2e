"""Managed Grafana: by the user who signs in."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.aws._use import use_cost
from costguard.pricing.lines import Line, Rate, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "grafana"


def editors(workspace: Subject) -> Iterator[Line]:
    """Users who may edit or administer: at least one bills."""
    count = workspace.usage.number_or("editors_administrator_licenses", 1)
    assumption = "" if workspace.usage.has("editors_administrator_licenses") else "one editor or administrator"
    rate = Rate(_TABLE, "editor")
    yield monthly("Editor/administrator licenses", "users", count, rate, assumption=assumption)


_viewers = use_cost("Viewer licenses", "users", "viewer_licenses", Rate(_TABLE, "viewer"))

MODELS: Final[Models] = {"aws_grafana_workspace": (editors, _viewers)}
