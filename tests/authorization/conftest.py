"""Puts the workshop's scripts on the path: they are run from the repository, not installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "authorization"))
