"""The part of the JSON report that says who has to agree, who has, and to what exactly."""

import msgspec

from costguard.model.approval import BrokenGlass, GivenApproval, RefusedStatement, Subject
from costguard.model.verdict import RequiredApproval, Verdict
from costguard.reports.agreement import given_to
from costguard.reports.json_parts import Json, money_json, name_json, time_json
from costguard.reports.neutral import json_text


def approvals_json(verdict: Verdict) -> Json:
    """All that is known of approvals. The subject is the very document that the digest is the hash of."""
    subject = verdict.subject
    return {
        "digest": "" if subject is None else subject.digest,
        "subject": None if subject is None else _subject(subject),
        "change": name_json(verdict.change),
        "required": [_required(required) for required in verdict.required],
        "given": [_given(given) for given in given_to(verdict.required)],
        "refused": [_refused(refused) for refused in verdict.refused],
        "broken_glass": None if verdict.broken_glass is None else _broken_glass(verdict.broken_glass),
    }


def _subject(subject: Subject) -> Json:
    """Its members sorted and encoded as for the digest: compact UTF-8 JSON of this has the digest as its SHA-256."""
    document: Json = msgspec.json.decode(msgspec.json.encode(subject, order="sorted"))
    return document


def _required(required: RequiredApproval) -> Json:
    return {
        "rule": name_json(required.rule),
        "approvers": [
            {
                "group": name_json(each.group),
                "count": each.count,
                "have": required.given_by(each.group),
                "members": [name_json(name) for name in each.members],
            }
            for each in required.approvers
        ],
        "addresses": [name_json(address) for address in required.addresses],
        "reason": json_text(required.reason),
        "met": required.is_met,
        "evidence": [kind.value for kind in required.evidence],
        "binding": name_json(required.binding),
        "lasts_h": required.lasts_h,
    }


def _given(given: GivenApproval) -> Json:
    return {
        "rule": name_json(given.rule),
        "group": name_json(given.group),
        "name": name_json(given.name),
        "kind": given.kind.value,
        "at": time_json(given.at),
        "expires": time_json(given.expires),
        "binding": name_json(given.binding),
        "digest": name_json(given.digest),
        "ceiling": money_json(given.ceiling),
        "reason": json_text(given.reason),
        "url": name_json(given.url),
    }


def _refused(refused: RefusedStatement) -> Json:
    return {
        "name": name_json(refused.name),
        "kind": refused.kind.value,
        "at": time_json(refused.at),
        "why": json_text(refused.why),
        "rule": name_json(refused.rule),
        "url": name_json(refused.url),
    }


def _broken_glass(glass: BrokenGlass) -> Json:
    return {
        "names": [name_json(name) for name in glass.names],
        "ticket": name_json(glass.ticket),
        "reason": json_text(glass.reason),
        "at": time_json(glass.at),
        "expires": time_json(glass.expires),
        "review_by": time_json(glass.review_by),
    }
