"""Secret Manager: active versions in each of their places, and what is asked of them."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "secrets"
_REQUESTS: Final = 10_000
_SECRETS: Final = ("google_secret_manager_secret", "google_secret_manager_regional_secret")


def active_versions(secret: Subject) -> Iterator[Line]:
    """Active versions, which bill in each place that they are kept in."""
    key = "active_secret_versions"
    told = secret.usage.number(key)
    line = by_use("Active secret versions", "versions", told, _rate("version"), key=key)
    yield line.times(_places(secret))


def version(version: Subject) -> Iterator[Line]:
    """One active version, in each place of its secret."""
    secrets = version.linked("secret", *_SECRETS)
    if version.flag("enabled", True):
        places = _places(secrets[0]) if secrets else 1
        yield monthly("Active secret versions", "versions", places, _rate("version"))


def access(secret: Subject) -> Iterator[Line]:
    """What is asked."""
    key = "monthly_access_operations"
    asked = secret.usage.number(key)
    yield by_use(
        "Access operations", "10K requests", None if asked is None else asked / _REQUESTS, _rate("access"), key=key
    )


def rotation(secret: Subject) -> Iterator[Line]:
    """Notices that it is time to rotate."""
    key = "monthly_rotation_notifications"
    yield by_use("Rotation notifications", "rotations", secret.usage.number(key), _rate("rotation"), key=key)


def _places(secret: Subject) -> int:
    """How many places a secret is kept in; automatic replication bills as one."""
    managed = secret.block("replication.user_managed")
    return len(managed.blocks("replicas")) or 1 if managed is not None else 1


def _rate(item: str) -> Rate:
    return Rate(_TABLE, item, region="global")


MODELS: Final[Models] = {
    **dict.fromkeys(_SECRETS, (active_versions, access, rotation)),
    "google_secret_manager_secret_version": (version, access),
    "google_secret_manager_regional_secret_version": (version, access),
}
