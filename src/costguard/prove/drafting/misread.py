"""Says that a part of a document is beyond the draft."""


class Misread(Exception):
    """A part that is not understood; its text says why, in words that follow what was read."""
