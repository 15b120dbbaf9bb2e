"""Says which extra brings a library that a command needs, before anything is read."""

from importlib.util import find_spec
from typing import Final

from costguard.model.errors import BadUsage

_MODULES: Final = {
    "audit": ("pyarrow", "numpy", "duckdb", "sqlalchemy", "alembic"),
    "github": ("urllib3",),
    "spark": ("pyspark",),
}


def require(extra: str, within: str = "", *, what: str = "an audit") -> None:
    """Raise BadUsage, with the command that installs it, where a library of an extra is not there.

    `within` is an extra that brings this one and more, where the more is needed too; `what` is what needs it.
    """
    missing = [module for module in _MODULES[extra] if find_spec(module) is None]
    if missing:
        raise BadUsage(
            f"{what} needs {', '.join(missing)}, which {'are' if len(missing) > 1 else 'is'} not installed: "
            f"pip install 'costguard-engine[{within or extra}]'"
        )
