"""Where something was written, so that a person can jump to it."""

import msgspec


class Location(msgspec.Struct, frozen=True, order=True):
    """A place in a file. `line` and `column` count from 1; 0 means that only the file is known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        if not self.column:
            return f"{self.file}:{self.line}"
        return f"{self.file}:{self.line}:{self.column}"
