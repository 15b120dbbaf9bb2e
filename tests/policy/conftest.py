"""What the tests of policies share: a day, and loading from text."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from costguard.model.errors import BadPolicy
from costguard.policy.load import load
from costguard.policy.policy_set import PolicySet

TODAY = date(2026, 9, 1)


@pytest.fixture
def load_text(tmp_path: Path) -> Callable[..., PolicySet]:
    """Loads a policy from its text."""

    def load_it(text: str, today: date = TODAY) -> PolicySet:
        file = tmp_path / "policy.yaml"
        file.write_text(text, encoding="utf-8")
        return load([file], today)

    return load_it


@pytest.fixture
def faults_of(load_text) -> Callable[..., list[str]]:
    """The problems of a text that does not load, each as `line:column message`."""

    def faults(text: str) -> list[str]:
        with pytest.raises(BadPolicy) as refused:
            load_text(text)
        return [f"{each.location.line}:{each.location.column} {each.message}" for each in refused.value.problems]

    return faults
