"""What this room says of a text that it cannot reason about exactly: it refuses, it never guesses."""


class Unsupported(ValueError):
    """The text names a language that cannot be decided here; the message says why, in words for people."""
