"""What a plain review is of: what was on view when it was given, and nothing else."""

from datetime import timedelta

from approval_samples import HEAD, LEAD, NOW, SUBJECT, evidence, said

from costguard.approvals.shown import digest_meant
from costguard.model.approval import EvidenceKind, Shown

REVIEW = said(LEAD, kind=EvidenceKind.REVIEW, digest="", commit=HEAD)
HOUR = timedelta(hours=1)
NOTHING = "was given when costguard showed nothing to approve; review again, or quote the digest"


def showing(*entries):
    """What a review of an hour ago meant: `entries` are digests with the hours since when they were shown."""
    shown = tuple(Shown(digest, HEAD, NOW - hours * HOUR, None, "shop") for digest, hours in entries)
    return digest_meant(REVIEW, evidence(shown=shown), "shop")


def test_a_review_is_of_what_was_on_view():
    assert showing((SUBJECT.digest, 2)) == (SUBJECT.digest, "")


def test_where_nothing_was_on_view_any_more_it_is_of_nothing():
    assert showing((SUBJECT.digest, 3), ("", 2)) == ("", NOTHING)


def test_what_is_shown_again_can_be_reviewed_again():
    assert showing((SUBJECT.digest, 4), ("", 3), (SUBJECT.digest, 2)) == (SUBJECT.digest, "")


def test_what_stopped_being_shown_after_the_review_was_on_view_then():
    assert showing((SUBJECT.digest, 2), ("", 0)) == (SUBJECT.digest, "")


def test_of_two_at_one_moment_the_one_that_was_told_last_holds():
    assert showing((SUBJECT.digest, 2), ("", 2)) == ("", NOTHING)


def test_nothing_shown_for_another_project_is_no_matter():
    shown = (Shown(SUBJECT.digest, HEAD, NOW - 3 * HOUR, None, "shop"), Shown("", HEAD, NOW - 2 * HOUR, None, "web"))
    assert digest_meant(REVIEW, evidence(shown=shown), "shop") == (SUBJECT.digest, "")


def test_a_quoted_digest_is_meant_whatever_was_on_view():
    statement = said(LEAD)
    shown = (Shown("", HEAD, NOW - 2 * HOUR, None, "shop"),)
    assert digest_meant(statement, evidence(shown=shown), "shop") == (SUBJECT.digest, "")
