"""The law of attribution: whatever of a branch's history is missing, a commit is never laid at the wrong door."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from costguard.forges.github.pushes import read_pushes, unattributed
from costguard.forges.github.shapes import Activity, Commit, GitCommit, Parent, User

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZERO = "0" * 40
BASE = "base"

# Who pushes, how many commits they take away first, how many they add, and whether GitHub tells of it.
STEPS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=8
)


def played(steps):
    """The commits at the end, what GitHub tells of the pushes, and who truly brought each commit."""
    branch, activities, bringers, count = [], [], {}, 0
    for index, (actor, taken, added, is_told) in enumerate(steps):
        before = branch[-1] if branch else BASE
        kept = branch[: max(len(branch) - taken, 0)]
        new = [f"commit {count + each}" for each in range(added + (index == 0))]
        count += len(new)
        for sha in new:
            bringers.setdefault(sha, set()).add(actor)
        kind = "branch_creation" if index == 0 else "force_push" if len(kept) < len(branch) else "push"
        branch = [*kept, *new]
        after = branch[-1] if branch else BASE
        if is_told and (after != before or index == 0):
            when = AT + timedelta(minutes=index)
            start = ZERO if index == 0 else before
            activities.append(Activity(index, start, after, "refs/heads/x", when, kind, User(f"u{actor}", actor)))
    parents = dict(zip(branch, [BASE, *branch], strict=False))
    return [Commit(sha, GitCommit("x"), (Parent(parents[sha]),)) for sha in branch], activities, bringers


@given(STEPS)
def test_whoever_brought_a_commit_that_is_attributed_is_a_pusher(steps):
    commits, activities, bringers = played(steps)
    pushes = read_pushes(activities, commits, AT)
    pushers = {user.id for user in pushes.pushers}
    assert all(bringers[sha] & pushers for sha in pushes.told)


@given(STEPS)
def test_where_all_is_told_every_commit_is_attributed(steps):
    commits, activities, _ = played([(*step[:3], True) for step in steps])
    assert unattributed(commits, read_pushes(activities, commits, AT)) == ()


@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_in_which_github_tells_it_is_of_no_account(steps, random):
    commits, activities, _ = played(steps)
    shuffled = list(activities)
    random.shuffle(shuffled)
    assert read_pushes(shuffled, commits, AT) == read_pushes(activities, commits, AT)


def test_nothing_told_is_nothing_attributed():
    commits, _, _ = played([(1, 0, 3, True)])
    assert unattributed(commits, read_pushes([], commits, AT)) == tuple(commit.sha for commit in commits)
