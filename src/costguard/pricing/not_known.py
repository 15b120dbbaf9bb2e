"""What a cost function raises where it needs a value that nobody knows yet, so that unknown never becomes zero."""


class NotKnown(Exception):
    """A value that a cost depends on is not known. The text says which, and why, in the reader's words."""
