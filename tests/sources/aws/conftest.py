"""Local stand-ins for AWS that the real SDK talks to: a moto server, a stub of what moto lacks, and faults between."""

import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from aws_stand_ins import Aws, Organisation, environment_of, seed_organisation, serve_aws

from costguard.catalog.live.aws_describe import describes


@pytest.fixture(scope="session")
def running_aws() -> Iterator[Aws]:
    """One moto server and one stub for all tests of this process."""
    with serve_aws() as aws:
        yield aws


@pytest.fixture(scope="session")
def organisation(running_aws: Aws) -> Organisation:
    """An organisation with accounts in units, tags and resources, made once."""
    with pytest.MonkeyPatch.context() as patch:
        _point_sdk_at(patch, running_aws)
        return seed_organisation()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK does not wait between its tries."""
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda _: None, time=time.time))


@pytest.fixture
def few_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep asks only for kinds that the tests made, all of which moto knows."""
    kinds = {"ec2:volume", "rds:db", "sqs:queue", "s3:bucket", "route53:hostedzone"}
    kept = tuple(describe for describe in describes() if describe.native_type in kinds)
    monkeypatch.setattr("costguard.sources.aws.sweep_reading.describes", lambda: kept)


@pytest.fixture
def aws(running_aws: Aws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """The same servers without the faults of the test before."""
    running_aws.reset()
    _point_sdk_at(monkeypatch, running_aws)
    yield running_aws
    running_aws.reset()


def _point_sdk_at(patch: pytest.MonkeyPatch, aws: Aws) -> None:
    for name, value in environment_of(aws).items():
        patch.setenv(name, value)
    patch.delenv("AWS_PROFILE", raising=False)
