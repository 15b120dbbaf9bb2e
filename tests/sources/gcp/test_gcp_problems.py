"""Google's errors in our words."""

import pytest
from google.api_core import exceptions as api
from google.auth import exceptions as auth
from google.rpc.error_details_pb2 import ErrorInfo

from costguard.model.inventory import ReadStatus
from costguard.sources.collecting.reading import ReadProblem
from costguard.sources.gcp.problems import Asked, is_about_credentials, problem_of

ASKED = Asked("cloudasset.googleapis.com", "cloudasset.assets.searchAllResources", "organizations/9")
RESUMED = Asked(ASKED.api, ASKED.permission, ASKED.name, resumed=True)


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (
            api.PermissionDenied("no"),
            ReadStatus.DENIED,
            "the permission cloudasset.assets.searchAllResources on organizations/9 is missing",
        ),
        (
            api.Forbidden("over HTTP"),
            ReadStatus.DENIED,
            "the permission cloudasset.assets.searchAllResources on organizations/9 is missing",
        ),
        (api.ResourceExhausted("quota"), ReadStatus.THROTTLED, "the quota of cloudasset.googleapis.com is used up"),
        (api.TooManyRequests("over HTTP"), ReadStatus.THROTTLED, "the quota of cloudasset.googleapis.com is used up"),
        (api.NotFound("no"), ReadStatus.FAILED, "Google does not know organizations/9"),
        (api.InvalidArgument("bad mask"), ReadStatus.FAILED, "Google refuses the call: bad mask"),
        (api.MethodNotImplemented("?"), ReadStatus.FAILED, "cloudasset.googleapis.com does not know this call"),
        (api.Unauthenticated("who?"), ReadStatus.DENIED, "Google does not accept the credentials; sign in again"),
        (auth.RefreshError("gone"), ReadStatus.DENIED, "Google does not accept the credentials; sign in again"),
    ],
)
def test_what_another_try_does_not_help_is_a_problem_with_a_status(error, status, reason):
    problem = problem_of(error, ASKED)
    assert isinstance(problem, ReadProblem)
    assert (problem.status, problem.reason) == (status, reason)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (api.ServiceUnavailable("down"), ConnectionError),
        (api.InternalServerError("oops"), ConnectionError),
        (api.BadGateway("oops"), ConnectionError),
        (api.Unknown("oops"), ConnectionError),
        (api.Aborted("again"), ConnectionError),
        (api.Cancelled("cut"), ConnectionError),
        (api.RetryError("gave up", None), ConnectionError),
        (api.DeadlineExceeded("late"), TimeoutError),
        (api.GatewayTimeout("late over HTTP"), TimeoutError),
        (auth.TransportError("no network"), ConnectionError),
        (auth.RefreshError("busy", retryable=True), ConnectionError),
        (api.ServiceUnavailable("Getting metadata from plugin failed with error: no network"), ConnectionError),
    ],
)
def test_what_another_try_may_help_is_an_os_error(error, kind):
    assert type(problem_of(error, ASKED)) is kind


def test_an_expired_token_fails_so_that_reading_begins_anew():
    problem = problem_of(api.InvalidArgument("the page token has expired"), RESUMED)
    assert isinstance(problem, ReadProblem)
    assert problem.status is ReadStatus.FAILED
    assert problem.reason == "Google does not go on from where reading stopped: the page token has expired"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (
            "SERVICE_DISABLED",
            (
                "the API is switched off in the project that the calls are billed to; "
                "enable cloudasset.googleapis.com there, or name another quota project"
            ),
        ),
        ("SECURITY_POLICY_VIOLATED", "a VPC Service Controls perimeter keeps this caller out"),
        ("SOMETHING_NEW", "the permission cloudasset.assets.searchAllResources on organizations/9 is missing"),
    ],
)
def test_a_denial_names_its_reason_where_google_tells_one(reason, words):
    error = api.PermissionDenied("no", error_info=ErrorInfo(reason=reason))
    problem = problem_of(error, ASKED)
    assert isinstance(problem, ReadProblem)
    assert (problem.status, problem.reason) == (ReadStatus.DENIED, words)


def test_googles_words_become_one_short_line_without_control_characters():
    problem = problem_of(api.InvalidArgument("a\n\x1b[31mb\x00" + "c" * 500), ASKED)
    assert str(problem) == "Google refuses the call: a [31mb" + "c" * 193 + "…"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (auth.DefaultCredentialsError("none"), True),
        (auth.RefreshError("gone"), True),
        (auth.RefreshError("busy", retryable=True), False),
        (auth.TransportError("no network"), False),
        (api.Unauthenticated("who?"), True),
        (api.ServiceUnavailable("Getting metadata from plugin failed with error: Reauthentication is needed"), True),
        (api.ServiceUnavailable("down"), False),
        (api.PermissionDenied("no"), False),
    ],
)
def test_signing_in_again_helps_against_some_of_them(error, expected):
    assert is_about_credentials(error) is expected
