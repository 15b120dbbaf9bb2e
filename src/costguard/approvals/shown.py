"""Finds what somebody saw when they spoke: the digest that they quoted, or the one that stood there."""

from costguard.model.approval import Evidence, EvidenceKind, Statement, Subject


def digest_meant(statement: Statement, evidence: Evidence, project: str) -> tuple[str, str]:
    """The digest that a statement is of, and where there is none why not.

    A review quotes none: it is of what costguard's own comment showed for its commit just before it was given.
    """
    if statement.kind is not EvidenceKind.REVIEW:
        return statement.digest, "" if statement.digest else "names no digest"
    if statement.commit != evidence.change.head:
        return "", f"is of commit {statement.commit[:12]}; the request is at {evidence.change.head[:12]} now"
    # What a signer was shown has no commit: nobody else saw it.
    shown = (each for each in evidence.shown if each.head and each.project == project)
    before = sorted((each for each in shown if each.at <= statement.at), key=lambda each: each.at)
    latest = before[-1] if before else None  # of two at one time the one that was told last
    if latest is None or latest.head != statement.commit:
        return "", "was given before costguard showed what there is to approve; review again, or quote the digest"
    if not latest.digest:  # INVARIANT: a review agrees to nothing that was on view some time, and was not then
        return "", "was given when costguard showed nothing to approve; review again, or quote the digest"
    return latest.digest, ""


def subject_shown(digest: str, evidence: Evidence) -> Subject | None:
    """What had a digest, wherever it was kept: its own digest proves it, so no place has to be trusted."""
    kept = (each.subject for each in evidence.shown if each.digest == digest and each.subject is not None)
    return next((subject for subject in kept if subject.digest == digest), None)


def is_of_another_project(statement: Statement, evidence: Evidence, project: str) -> bool:
    """Whether what it quotes was shown for another project of the same request: then it is no matter of this one."""
    projects = {each.project for each in evidence.shown if each.digest == statement.digest}
    return bool(statement.digest and projects) and project not in projects
