"""The form that a tag's key or value takes as a Google Cloud label."""

import re
from typing import Final

from costguard.model.cloud import Cloud

MAX_LABEL_CHARACTERS: Final = 63
"""The longest label key or value (Resource Manager, "Labels overview", 2025-10)."""

_NOT_IN_LABELS: Final = re.compile(r"[^a-z0-9_-]")
_NOT_IN_LABEL_GLOBS: Final = re.compile(r"[^a-z0-9_*?-]")


def label_form(written: str) -> str:
    """Lower case, every character that labels do not take turned into `_`: `CC 100` becomes `cc_100`."""
    return _NOT_IN_LABELS.sub("_", written.lower())


def key_on(cloud: Cloud, key: str) -> str:
    """A tag key as it stands on a cloud: on Google Cloud as the label that it becomes."""
    return label_form(key) if cloud is Cloud.GCP else key


def label_glob(glob: str) -> str:
    """A glob for labels: its wildcards stay, its literal characters take label form."""
    return _NOT_IN_LABEL_GLOBS.sub("_", glob.lower())
