"""Opens Spark where none is open yet, and says in a sentence what it cannot do."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

from costguard.model.errors import BadInput, BadUsage

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

    Batches: TypeAlias = Iterator[pa.RecordBatch]

_QUIET: Final = {
    "spark.ui.enabled": "false",  # a port that nobody asked for
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "FATAL",  # an error is told in a sentence; Java's stack traces are for who opens a session
}


@contextmanager
def spark_session(session: "SparkSession | None" = None) -> "Iterator[SparkSession]":
    """The session that is given or active; else a new one, as Spark's own settings say, that ends with the block.

    Raises BadUsage where Spark cannot be started, and BadInput for what fails in the block.
    """
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]  # it ships no types
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    given = session or SparkSession.getActiveSession()
    opened = given or _new()
    try:
        yield opened
    except (PySparkException, Py4JError) as error:
        raise BadInput(f"Spark could not judge the inventory: {_first_line(error)}; look into Spark's log") from error
    finally:
        if given is None:
            opened.stop()


def require_pandas() -> None:
    """Raise BadUsage where pandas is missing: Spark asks for it before it hands Arrow batches to Python."""
    from importlib.util import find_spec

    if find_spec("pandas") is None:
        raise BadUsage("Spark needs pandas to hand its rows over; install it: pip install 'costguard-engine[spark]'")


def mapped(frame: "DataFrame", function: "Callable[[Batches], Batches]", schema: str) -> "DataFrame":
    """What the function makes of each partition's Arrow batches."""
    with warnings.catch_warnings():
        # Spark looks for pandas here, and has doubts about its version (pyspark 4.3, 2026-11); nothing of ours uses it.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        return frame.mapInArrow(function, schema)


def _new() -> "SparkSession":
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.Builder().appName("costguard audit")
    for name, value in _QUIET.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise BadUsage(
            f"Spark could not be started: {_first_line(error)}; install Java 17 or later, or point JAVA_HOME to it"
        ) from error


def _first_line(error: Exception) -> str:
    raised_by_java = getattr(error, "java_exception", None)
    text = str(error) if raised_by_java is None else str(raised_by_java.getMessage())
    return text.strip().partition("\n")[0][:300].rstrip(". ")
