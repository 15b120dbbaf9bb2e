"""The coverage of a bundle as one page for a browser: readable on a phone and on paper, without script or network."""

from costguard.model.guardrail import Guardrails
from costguard.reports.guardrails.blocks_html import as_html
from costguard.reports.guardrails.coverage_page import NO_LIMITS, TITLE, Limits, coverage_page


def coverage_html(guardrails: Guardrails, limits: Limits = NO_LIMITS) -> str:
    """The page as a whole HTML document; `limits` are the sizes that documents are held against, by kind."""
    return as_html(TITLE, coverage_page(guardrails, limits))
