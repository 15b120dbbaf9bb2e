"""What `emit` tells in a terminal: the table of verdicts, what was written, and where to read on."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from costguard.model.guardrail import Guardrails
from costguard.reports.guardrails.matrix import verdict_sentence
from costguard.reports.guardrails.names import kind_name
from costguard.reports.guardrails.phrases import STYLES, Tone
from costguard.reports.guardrails.terminal_matrix import NARROWEST, matrix_rows
from costguard.reports.neutral import PROSE_LIMIT, plain
from costguard.reports.options import ReportOptions
from costguard.reports.terminal_page import BLANK, Row, lay_out
from costguard.reports.wording import count

_HOW: Final = "A rule is written for the clouds where it says `effect: {cloud: deny}`."


def written_terminal(guardrails: Guardrails, folder: str, columns: int, in_colour: bool) -> str:
    """The table first; the last lines say what lies in the folder and what to do next."""
    return lay_out(_rows(guardrails, folder, columns), ReportOptions(width=columns, colour=in_colour))


def _rows(guardrails: Guardrails, folder: str, columns: int) -> Iterator[Row]:
    yield from matrix_rows(guardrails, max(columns, NARROWEST))
    yield BLANK
    yield Row(((verdict_sentence(guardrails), STYLES[Tone.GOOD if guardrails.is_declared else Tone.BAD]),))
    kinds = Counter(document.kind for document in guardrails.documents)
    listed = ", ".join(_counted(number, kind_name(kind)) for kind, number in sorted(kinds.items()))
    where = plain(folder, PROSE_LIMIT)
    yield Row(((f"Wrote {where}: {listed or 'no document'}.", ""),))
    yield Row(((_next(guardrails, where), ""),))


def _next(guardrails: Guardrails, where: str) -> str:
    if not guardrails.documents:
        return f"{where}/coverage.md says why, rule by rule. {_HOW}"
    return f"Read {where}/coverage.md before a rollout; prove it again with: costguard prove --bundle {where}"


def _counted(number: int, name: str) -> str:
    return count(number, name, f"{name.removesuffix('y')}ies" if name.endswith("y") else "")
