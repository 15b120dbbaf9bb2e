"""What guardrails say of one recorded request: they deny it, let it pass, or cannot tell, or it is not theirs."""

import msgspec


class Denied(msgspec.Struct, frozen=True):
    """It would have been denied: by these parts of documents, which hold these rules."""

    statements: tuple[str, ...]
    rules: tuple[str, ...]


class Allowed(msgspec.Struct, frozen=True):
    """Nothing denies it."""


class Undecided(msgspec.Struct, frozen=True):
    """The record lacks what decides it; the reason is for people, and the same for all of a kind."""

    reason: str


class NotBound(msgspec.Struct, frozen=True):
    """No guardrail binds it, or none of its cloud is at hand."""

    reason: str


Judgement = Denied | Allowed | Undecided | NotBound
