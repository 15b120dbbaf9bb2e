"""Kinds of text that several sections of the policy language share."""

from typing import Final

from costguard.policy.shape import ListOf, Text, Value

IDENTIFIER: Final = Text(r"^[A-Za-z][A-Za-z0-9_.-]{0,79}$", "an id: a letter, then letters, digits, `.`, `_` or `-`")
DIMENSION_NAME: Final = Text(r"^[a-z][a-z0-9_]{0,62}$", "a snake_case name such as `cost_center`")
GLOBS: Final = ListOf(Value())
"""Globs: `*` is any run of characters, `?` exactly one."""
DURATION: Final = Text(r"^[1-9][0-9]{0,3}[hd]$", "a time in hours or days such as `72h` or `7d`")
