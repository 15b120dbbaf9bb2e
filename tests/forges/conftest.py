"""A local GitHub, and ours at its door: every wait is noted and none is waited."""

import os
import time

import pytest
from github_description import VARIABLE, description
from github_forge import LocalForge

from costguard.forges.forge import ForgeOptions
from costguard.forges.github.client import Client
from costguard.forges.github.forge import Github
from costguard.forges.github.settings import settings_of
from costguard.forges.github.waiting import Patience


@pytest.fixture
def forge():
    """A GitHub with nothing on it but the repository acme/shop; at the end, GitHub's own description judges it all."""
    with LocalForge() as local:
        yield local
    if os.environ.get(VARIABLE):
        assert [fault for seen in local.judged() for fault in description().faults(seen)] == []


@pytest.fixture
def waits():
    """The waits that were asked for, in seconds."""
    return []


@pytest.fixture
def patience(waits):
    """Patience that notes its waits."""
    return Patience(sleep=waits.append, now=time.time)


@pytest.fixture
def client(forge, patience):
    """A client with the token of a workflow."""
    opened = Client(settings_of(forge.environment()), patience)
    yield opened
    opened.close()


@pytest.fixture
def github(forge, patience):
    """Makes our GitHub, with a token, the variables of a job and whoever writes our comments."""
    opened = []

    def make(token="actions", comment_author="", **environment):  # noqa: S107  (a token of the local forge)
        made = Github(ForgeOptions(forge.environment(token, **environment), comment_author), patience)
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()
