"""Attacks by many small changes: each is below the limit, and the ledger adds them up."""

import json

import pytest
from attack_world import new_request, said
from git_repository import git, needs_git

pytestmark = needs_git

POLICY = """\
version: 1
taxonomy: {owner: {key: Owner, values: any}}
approvals:
  - id: many-small
    any: {increase_over_7_days: {above: 1000, by: owner}}
    require: [{group: finops, count: 1}]
groups: {finops: ["finn#583231"]}
"""
MACHINE = "m5.xlarge"  # 157.10 a month in eu-west-1: seven of them are above the limit
SMALL_ENOUGH = 6


@pytest.fixture
def ledger(world):
    """A ledger beside the clone, and the policy that adds up."""
    world.merges({"costguard.yaml": POLICY})
    return world.job.parent / "ledger.jsonl"


def small(world, number, tags, name="web"):
    """A plan of one small machine."""

    def edit(plan):
        plan["resource_changes"] = [
            each for each in plan["resource_changes"] if each["address"] == "aws_instance.search"
        ]
        each = plan["resource_changes"][0]
        each["address"] = f"aws_instance.{name}[{number}]"
        each["change"]["after"] |= {"instance_type": MACHINE, "tags": tags, "tags_all": tags}
        each["change"]["after_unknown"] |= {"tags": {}, "tags_all": {}}

    return world.plans(edit, f"plan-{number}.json")


def outcomes(world, ledger, tags_of, count=10, *options):
    """How so many small changes end, each in a request of its own."""
    codes = []
    for number in range(count):
        new_request(world)
        plan = small(world, number, tags_of(number))
        codes.append(world.verify("--ledger", str(ledger), *options, plan=plan).code)
    return codes


def test_ten_small_changes_of_one_owner_need_an_approval_once_they_are_large(world, ledger):
    assert outcomes(world, ledger, lambda _: {"Owner": "search"}) == [0] * SMALL_ENOUGH + [3] * 4


def test_ten_small_changes_of_ten_owners_need_none(world, ledger):
    assert outcomes(world, ledger, lambda number: {"Owner": f"team-{number}"}) == [0] * 10


def test_what_has_no_owner_is_added_up_too(world, ledger):
    assert outcomes(world, ledger, lambda _: {})[SMALL_ENOUGH:] == [3] * 4


@pytest.mark.parametrize("spelling", ["owner", "OWNER", "Owner ", "Team"])
def test_another_spelling_of_the_key_hides_nothing(world, ledger, spelling):
    codes = outcomes(world, ledger, lambda number: {"Owner" if number % 2 else spelling: "search"})
    assert (codes[0], codes[-1]) == (0, 3)
    assert codes.count(0) <= SMALL_ENOUGH


def test_an_owner_of_another_case_is_another_value_and_a_rule_may_forbid_it(world, ledger):
    world.merges({"costguard.yaml": POLICY.replace("values: any", "values: {one_of: [search]}")})
    codes = outcomes(world, ledger, lambda number: {"Owner": ["search", "Search", "SEARCH"][number % 3]})
    assert codes.count(0) <= SMALL_ENOUGH


def test_the_same_plan_verified_again_is_added_once(world, ledger):
    plan = small(world, 0, {"Owner": "search"})
    assert [world.verify("--ledger", str(ledger), plan=plan).code for _ in range(10)] == [0] * 10


@pytest.mark.parametrize("project", [True, False], ids=["projects", "no projects"])
def test_the_same_plan_in_ten_places_is_ten_changes(world, ledger, project):
    codes = []
    for number in range(10):
        new_request(world)
        plan = small(world, 0, {"Owner": "search"})
        named = ("--project", f"shop-{number}") if project else ()
        codes.append(world.verify("--ledger", str(ledger), *named, plan=plan).code)
    assert codes == [0] * SMALL_ENOUGH + [3] * 4


def test_without_a_ledger_nobody_is_told_that_it_is_below_the_limit(world):
    world.merges({"costguard.yaml": POLICY})
    ran = world.verify(plan=small(world, 0, {"Owner": "search"}))
    assert "no ledger was given (--ledger)" in said(ran)


def test_a_ledger_in_the_repository_is_the_changes_own_and_is_refused(world, ledger):
    """The chain is no signature: whoever may edit the file may write one that holds."""
    assert outcomes(world, ledger, lambda _: {"Owner": "search"}, SMALL_ENOUGH) == [0] * SMALL_ENOUGH
    world.merges({"ledger.jsonl": ledger.read_text()})
    git(world.job, "merge", "-q", "origin/main")
    plan = small(world, 7, {"Owner": "search"})
    ran = world.verify("--ledger", "ledger.jsonl", plan=plan)
    assert (ran.code, "where the change can write it" in said(ran)) == (2, True)
    assert world.verify("--ledger", str(ledger), plan=plan).code == 3


def test_what_the_ledger_remembers_is_what_was_raised(world, ledger):
    outcomes(world, ledger, lambda _: {"Owner": "search"}, 1)
    (entry,) = map(json.loads, ledger.read_text().splitlines())
    assert entry["body"]["increases"]["owner"] == {"search": "157.100000"}
    assert entry["body"]["monthly_delta"] == "157.10"
