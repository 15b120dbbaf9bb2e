"""What may be asked of Google Cloud."""

import pytest

from costguard.model.errors import BadUsage
from costguard.sources.gcp.options import GcpOptions, checked


@pytest.mark.parametrize("scope", ["organizations/123", "folders/456", "projects/my-id", "projects/example.com:my-id"])
def test_a_scope_is_an_organisation_a_folder_or_a_project(scope):
    assert checked(GcpOptions(scope=scope)).scope == scope


@pytest.mark.parametrize(
    "scope", ["", "123", "organizations/shop.example", "folders/", "projects/", "projects/UPPER", "a/b"]
)
def test_another_scope_is_refused_with_what_to_write(scope):
    with pytest.raises(BadUsage) as refused:
        checked(GcpOptions(scope=scope))
    assert str(refused.value) == (
        f"`{scope}` is no scope of Google Cloud; write organizations/NUMBER, folders/NUMBER or projects/ID"
    )


def test_projects_may_be_written_with_their_collection():
    assert checked(GcpOptions(projects=("projects/a1", "b1"))).projects == ("a1", "b1")


def test_what_is_no_project_is_refused():
    with pytest.raises(BadUsage, match="`folders/1` is no project of Google Cloud"):
        checked(GcpOptions(projects=("folders/1",)))


def test_projects_beside_a_project_scope_are_refused():
    with pytest.raises(BadUsage, match="name either the scope or the projects"):
        checked(GcpOptions(scope="projects/a1", projects=("b1",)))


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:80", "https://127.0.0.1:80", "grpc://127.0.0.1", "http://h:port", "grpc://:1"]
)
def test_an_endpoint_that_is_none_is_refused(endpoint):
    with pytest.raises(BadUsage) as refused:
        checked(GcpOptions(endpoint=endpoint))
    assert str(refused.value) == f"`{endpoint}` is no endpoint; write grpc://HOST:PORT or http://HOST:PORT"


@pytest.mark.parametrize(
    ("options", "whole", "named"),
    [
        (GcpOptions(), None, ()),
        (GcpOptions(scope="organizations/1"), "organizations/1", ()),
        (GcpOptions(scope="folders/1", projects=("a", "b", "a")), None, ("a", "b")),
        (GcpOptions(scope="projects/a"), None, ("a",)),
    ],
)
def test_an_organisation_is_read_as_one_and_named_projects_one_by_one(options, whole, named):
    assert (options.whole, options.named_projects) == (whole, named)


@pytest.mark.parametrize(("source", "api"), [("auto", "search"), ("search", "search"), ("assets", "assets")])
def test_without_a_word_it_searches(source, api):
    assert GcpOptions(source=source).api == api
