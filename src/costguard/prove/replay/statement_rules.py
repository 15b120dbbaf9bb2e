"""Tells which rules of a policy a statement holds, by the name that it was emitted under."""

from costguard.emit.aws.sids import is_of_rule
from costguard.model.guardrail import Document


def rules_of_statement(document: Document, name: str) -> tuple[str, ...]:
    """The document's rules that a Sid belongs to.

    None where the statement is somebody else's, unless the document holds one rule alone.
    """
    named = tuple(rule for rule in document.rules if is_of_rule(name, rule))
    return named or (document.rules if len(document.rules) == 1 else ())
