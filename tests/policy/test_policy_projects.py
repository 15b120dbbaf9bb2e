"""Projects: what a policy says of them by itself."""

import pytest

from costguard.policy.policy_set import ApprovalRule
from costguard.policy.projects import fixed_by, speaks_of

HEAD = "taxonomy: {environment: {values: {one_of: [prod, dev]}}, owner: {values: any}}\nprojects:\n"
PROD = "  - {name: prod-*, dimensions: {environment: prod}}\n"


def test_the_first_entry_that_matches_counts(load_text):
    policy = load_text(HEAD + PROD + "  - {name: [shop, '*-eu'], dimensions: {environment: dev, owner: 007}}\n")
    assert fixed_by(policy, "prod-eu") == {"environment": "prod"}
    assert fixed_by(policy, "test-eu") == {"environment": "dev", "owner": "007"}
    assert fixed_by(policy, "shop") == {"environment": "dev", "owner": "007"}


@pytest.mark.parametrize("project", ["", "shop", "Prod-eu"])
def test_of_other_projects_and_of_one_that_is_not_told_nothing_is_said(load_text, project):
    assert fixed_by(load_text(HEAD + PROD), project) == {}


def test_a_glob_for_all_says_nothing_of_a_project_that_is_not_told(load_text):
    policy = load_text(HEAD + "  - {name: '*', dimensions: {environment: dev}}\n")
    assert (fixed_by(policy, ""), fixed_by(policy, "x")) == ({}, {"environment": "dev"})


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (
            "{name: p, dimensions: {enviroment: prod}}",
            "3:28 unknown dimension `enviroment`; did you mean `environment`?",
        ),
        ("{name: p, dimensions: {environment: prd}}", "3:41 `prd` is no value of `environment`; did you mean `prod`?"),
        ("{name: [], dimensions: {owner: a}}", "3:12 `name` is empty; write at least one item, or remove it"),
        (
            "{name: 'p[12]', dimensions: {owner: a}}",
            "3:12 `[` has no meaning in the glob `p[12]`: `*` is any run, `?` one; list each choice apart",
        ),
    ],
)
def test_what_a_project_cannot_mean_is_refused_in_its_place(faults_of, entry, fault):
    assert faults_of(f"{HEAD}  - {entry}\n") == [fault]


@pytest.mark.parametrize(
    ("globs", "project", "speaks"),
    [
        ((), "shop", True),
        (("prod-*",), "prod-eu", True),
        (("prod-*", "shop"), "shop", True),
        (("prod-*",), "dev-eu", False),
        (("prod-*",), "", True),
    ],
)
def test_an_approval_speaks_of_what_its_globs_match_and_of_what_is_not_told(globs, project, speaks):
    assert speaks_of(ApprovalRule("a", (), (), projects=globs), project) is speaks
