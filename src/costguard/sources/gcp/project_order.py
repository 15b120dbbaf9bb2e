"""A search gives project after project, so a reading that was cut short still read some of them to the end."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from costguard.model.inventory import Item


class ProjectOrder:
    """Follows the reading of an organisation, and knows which of its `projects` are behind it.

    # INVARIANT: a project counts as behind only once another follows it, so nothing that was cut counts as whole.
    """

    def __init__(self, projects: AbstractSet[str]) -> None:
        self._projects = projects
        self._behind: set[str] = set()
        self._current = ""

    def begin(self) -> None:
        """Reading starts from the beginning: nothing is behind it."""
        self._behind.clear()
        self._current = ""

    def saw(self, items: Iterable[Item]) -> None:
        """These were read, in this order; of one project after another, or of none."""
        for item in items:
            if item.account != self._current:
                self._behind.add(self._current)
                self._current = item.account

    def is_behind(self, account: str) -> bool:
        """Whether all of a project was read. Never told of a folder, nor of a project that may go by two names."""
        return account in self._projects and account in self._behind and account != self._current
