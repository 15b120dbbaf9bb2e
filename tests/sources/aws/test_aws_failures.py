"""AWS's error codes, and what they mean for a collection."""

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.inventory import ReadStatus
from costguard.sources.aws.failures import Failure, failure_of, problem_of
from costguard.sources.collecting.reading import ReadProblem


def client_error(code: str, status: int = 400, message: str = "secret words") -> ClientError:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "DescribeThings")


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("Throttling", Failure.THROTTLED),
        ("RequestLimitExceeded", Failure.THROTTLED),
        ("TooManyRequestsException", Failure.THROTTLED),
        ("SlowDown", Failure.THROTTLED),
        ("AccessDenied", Failure.DENIED),
        ("UnauthorizedOperation", Failure.DENIED),
        ("AuthorizationError", Failure.DENIED),
        ("ExpiredToken", Failure.EXPIRED),
        ("RequestExpired", Failure.EXPIRED),
        ("AuthFailure", Failure.NOT_ENABLED),
        ("OptInRequired", Failure.NOT_ENABLED),
        ("UnrecognizedClientException", Failure.NOT_ENABLED),
        ("InvalidClientTokenId", Failure.NOT_ENABLED),
        ("ValidationException", Failure.OTHER),
    ],
)
def test_a_code_says_what_happened(code: str, failure: Failure):
    assert failure_of(client_error(code)) is failure


@pytest.mark.parametrize(("status", "failure"), [(429, Failure.THROTTLED), (503, Failure.CUT), (400, Failure.OTHER)])
def test_of_an_unknown_code_the_http_status_says_it(status: int, failure: Failure):
    assert failure_of(client_error("NeverHeardOf", status)) is failure


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://x"),
        ReadTimeoutError(endpoint_url="https://x"),
        ConnectionClosedError(endpoint_url="https://x"),
    ],
)
def test_a_cut_connection_is_worth_another_try(error: Exception):
    assert failure_of(error) is Failure.CUT
    assert isinstance(problem_of(error, "ec2:DescribeVolumes"), ConnectionError)


def test_a_call_that_the_sdk_itself_refuses_fails():
    problem = problem_of(ParamValidationError(report="x"), "ec2:DescribeVolumes")
    assert isinstance(problem, ReadProblem)
    assert (problem.status, problem.reason) == (
        ReadStatus.FAILED,
        "ec2:DescribeVolumes failed (ParamValidationError)",
    )


@given(
    st.sampled_from(["AccessDenied", "Throttling", "ExpiredToken", "AuthFailure", "InternalError", "Odd"]), st.text()
)
def test_awss_own_message_is_never_repeated(code: str, message: str):
    told = str(problem_of(client_error(code, 400, f"<<{message}>>"), "ec2:DescribeVolumes"))
    assert f"<<{message}>>" not in told
    assert told.count("\n") == 0
