"""What a plan does to a resource."""

from enum import StrEnum


class Action(StrEnum):
    """One word for a plan's list of actions. `EXISTING` is a resource that was read, not planned."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    NO_OP = "no-op"
    READ = "read"
    FORGET = "forget"
    OPEN = "open"
    EXISTING = "existing"

    @property
    def leaves_a_changed_resource(self) -> bool:
        """Whether applying it leaves a resource that this change answers for."""
        return self in (Action.CREATE, Action.UPDATE, Action.REPLACE)

    @property
    def leaves_a_resource(self) -> bool:
        """Whether the resource is there, and managed, once the change is applied."""
        return self.leaves_a_changed_resource or self in (Action.NO_OP, Action.EXISTING)
