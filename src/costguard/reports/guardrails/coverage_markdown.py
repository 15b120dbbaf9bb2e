"""The coverage of a bundle as Markdown, to be kept beside the documents and read on a forge."""

from costguard.model.guardrail import Guardrails
from costguard.reports.guardrails.blocks_markdown import as_markdown
from costguard.reports.guardrails.coverage_page import NO_LIMITS, Limits, coverage_page


def coverage_markdown(guardrails: Guardrails, limits: Limits = NO_LIMITS) -> str:
    """The page in Markdown; `limits` are the sizes that documents are held against, by kind."""
    return as_markdown(coverage_page(guardrails, limits))
