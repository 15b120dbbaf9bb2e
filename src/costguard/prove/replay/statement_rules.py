"""Tells which rules of a policy a statement holds, by the name that it was emitted under."""

import re

from costguard.model.guardrail import Document


def rules_of_statement(document: Document, name: str) -> tuple[str, ...]:
    """The document's rules that a Sid belongs to: a rule's words in capitals, and a number.

    None where the statement is somebody else's, unless the document holds one rule alone.
    """
    named = tuple(rule for rule in document.rules if _is_of(rule, name))
    return named or (document.rules if len(document.rules) == 1 else ())


def _is_of(rule: str, name: str) -> bool:
    words = re.findall(r"[A-Za-z0-9]+", rule)
    stem = "".join(word[:1].upper() + word[1:] for word in words)
    return name.startswith(stem) and name[len(stem) :].isdigit()
