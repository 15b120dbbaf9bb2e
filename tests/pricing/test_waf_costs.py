"""What web ACLs bill for."""


def _rule(kind, **about):
    return {"name": kind, "statement": [{kind: [about]}]}


_OWN = _rule("geo_match_statement")
_GROUP = _rule("rule_group_reference_statement", arn="arn:x")
_MANAGED = _rule("managed_rule_group_statement", name="AWSManagedRulesCommonRuleSet", vendor_name="AWS")
_BOTS = _rule("managed_rule_group_statement", name="AWSManagedRulesBotControlRuleSet", vendor_name="AWS")


def test_an_acl_bills_its_rules_and_groups(bill):
    assert bill("aws_wafv2_web_acl", {"rule": [_OWN, _GROUP, _MANAGED]}) == [
        "Web ACL usage: 1 months x 5 = 5.00",
        "Rules: 1 rules x 1 = 1.00",
        "Rule groups: 1 groups x 1 = 1.00",
        "Managed rule groups: 1 groups x 1 = 1.00",
        "Requests: usage 1M requests x 0.6",
    ]


def test_the_usage_file_counts_rules_inside_groups(bill):
    usage = {"rule_group_rules": 5, "managed_rule_group_rules": 10, "monthly_requests": 1_000_000}
    lines = bill("aws_wafv2_web_acl", {"rule": [_OWN, _GROUP]}, usage=usage, region="eu-west-1")
    assert lines[1] == "Rules: 16 rules x 1 = 16.00"
    assert lines[-1] == "Requests: 1 1M requests x 0.6 = 0.60"


def test_an_empty_acl_bills_for_itself(bill):
    assert bill("aws_wafv2_web_acl", {}) == ["Web ACL usage: 1 months x 5 = 5.00", "Requests: usage 1M requests x 0.6"]


def test_bot_control_is_a_subscription(bill):
    assert "Bot control: 1 months x 10 = 10.00" in bill("aws_wafv2_web_acl", {"rule": [_BOTS]})


def test_a_classic_acl_counts_groups_apart(bill):
    values = {"rules": [{"type": "GROUP"}, {"type": "REGULAR"}, {"type": "RATE_BASED"}]}
    assert bill("aws_waf_web_acl", values, region=None) == [
        "Web ACL usage: 1 months x 5 = 5.00",
        "Rules: 2 rules x 1 = 2.00",
        "Rule groups: 1 groups x 1 = 1.00",
        "Requests: usage 1M requests x 0.6",
    ]


def test_the_regional_classic_acl_calls_its_rules_by_the_singular(bill):
    assert bill("aws_wafregional_web_acl", {"rule": [{"type": "REGULAR"}]})[1] == "Rules: 1 rules x 1 = 1.00"


def test_rules_that_are_not_known_leave_the_acl_priced(bill):
    assert bill("aws_wafv2_web_acl", {}, unknown={"rule": True}, unset=False)[:2] == [
        "Web ACL usage: 1 months x 5 = 5.00",
        "Rules: unpriced, the blocks `rule` are known only after apply",
    ]


def test_rules_that_are_written_as_json_are_never_taken_for_none(bill):
    assert bill("aws_wafv2_web_acl", {"rule_json": "[]"})[1] == (
        "Rules: unpriced, `rule_json` holds the rules, and what it holds is not read"
    )
