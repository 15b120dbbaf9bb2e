"""Findings that differ only by their key are said in one line."""

from costguard.model.finding import Code, Finding, Level, State
from costguard.reports.together import together


def finding(key: str, message: str, address: str = "aws_s3_bucket.a", rule: str = "required-tags") -> Finding:
    return Finding(
        rule=rule, address=address, code=Code.MISSING, state=State.VIOLATION, level=Level.DENY, message=message, key=key
    )


def said(*findings: Finding) -> list[str]:
    return [each.message for each in together(findings)]


def test_keys_that_are_missing_are_said_together():
    missing = [finding(key, f"`{key}` is missing") for key in ("CostCenter", "Environment", "Owner")]
    assert said(*missing) == ["`CostCenter`, `Environment` and `Owner` are missing"]


def test_one_key_keeps_its_sentence():
    assert said(finding("Owner", "`Owner` is missing")) == ["`Owner` is missing"]


def test_what_cannot_be_known_is_said_together():
    unknown = [finding(key, f"whether `{key}` is set cannot be known yet: why") for key in ("A", "B")]
    assert said(*unknown) == ["whether `A` and `B` are set cannot be known yet: why"]


def test_a_value_keeps_messages_apart():
    assert said(finding("A", "`A` is `x`"), finding("B", "`B` is `y`")) == ["`A` is `x`", "`B` is `y`"]


def test_resources_and_rules_are_kept_apart():
    a, b = finding("A", "`A` is missing"), finding("A", "`A` is missing", address="aws_s3_bucket.b")
    assert said(a, b) == ["`A` is missing", "`A` is missing"]
    assert said(a, finding("B", "`B` is missing", rule="other")) == ["`A` is missing", "`B` is missing"]


def test_no_finding_is_lost():
    missing = [finding(key, f"`{key}` is missing") for key in "ABC"]
    assert [each for one in together(missing) for each in one.findings] == missing
