"""The policy language: what each test says of what is there, what is absent, and what nobody can know yet."""

import pytest
from engine_samples import COST_CENTER, LATER, on_attribute, on_tag, resource, tags

from costguard.engine.evaluate import Several, evaluate
from costguard.engine.values import as_text, passes
from costguard.model.cloud import Cloud
from costguard.model.condition import All, AnyOf, Not, Operator, TagSubject
from costguard.model.resource import AFTER_APPLY, UNSET, Attribute, Knowledge, known
from costguard.model.tags import Origin
from costguard.model.truth import Truth

HOLDS, FAILS, UNDECIDED = Truth.HOLDS, Truth.FAILS, Truth.UNDECIDED


def disk(attribute: Attribute | None):
    return resource(attributes={} if attribute is None else {"size_gb": attribute})


# Each operator with its operands, a value that passes, and one that does not.
TEXT_TESTS = [
    (Operator.ONE_OF, ("prod", "dev"), "dev", "development"),
    (Operator.NONE_OF, ("prod", "dev"), "staging", "prod"),
    (Operator.LIKE, ("prod-*", "dev-?"), "prod-eu", "dev-10"),
    (Operator.UNLIKE, ("prod-*", "dev-?"), "dev-10", "dev-1"),
    (Operator.PATTERN, ("[a-z]+-[0-9]",), "prod-1", "prod-10"),
]
NUMBER_TESTS = [
    (Operator.AT_MOST, (100,), 100, 100.5),
    (Operator.AT_LEAST, (100,), 100.0, 99),
    (Operator.ONE_OF, (8, 16), 8.0, 80),
    (Operator.NONE_OF, (8, 16), 80, 16),
]


@pytest.mark.parametrize(("operator", "operands", "right", "wrong"), TEXT_TESTS)
def test_a_tag_passes_or_fails_a_test_of_its_value_and_is_undecided_until_it_is_known(operator, operands, right, wrong):
    test = on_tag(operator, *operands)
    assert evaluate(test, resource(tags=tags(Environment=right))) is HOLDS
    assert evaluate(test, resource(tags=tags(Environment=wrong))) is FAILS
    assert evaluate(test, resource(tags=tags(Environment=None))) is UNDECIDED


@pytest.mark.parametrize(("operator", "operands", "right", "wrong"), TEXT_TESTS + NUMBER_TESTS)
def test_an_attribute_passes_or_fails_a_test_of_its_value_and_is_undecided_until_it_is_known(
    operator, operands, right, wrong
):
    test = on_attribute(operator, *operands)
    assert evaluate(test, disk(known(right))) is HOLDS
    assert evaluate(test, disk(known(wrong))) is FAILS
    assert evaluate(test, disk(AFTER_APPLY)) is UNDECIDED
    assert evaluate(test, disk(UNSET)) is UNDECIDED


@pytest.mark.parametrize("operator", [each for each in Operator if each is not Operator.PRESENT])
def test_an_absent_tag_fails_every_positive_test_and_holds_every_negative_one(operator):
    operand = 5 if operator in (Operator.AT_MOST, Operator.AT_LEAST) else "prod"
    expected = HOLDS if operator in (Operator.NONE_OF, Operator.UNLIKE) else FAILS
    assert evaluate(on_tag(operator, operand), resource()) is expected
    assert evaluate(on_tag(operator, operand), resource(tags=None)) is expected
    assert evaluate(on_tag(operator, operand), resource(tags=tags(LATER))) is UNDECIDED


def test_an_attribute_that_the_type_does_not_have_is_absent_like_a_tag():
    assert evaluate(on_attribute(Operator.ONE_OF, 5), disk(None)) is FAILS
    assert evaluate(on_attribute(Operator.NONE_OF, 5), disk(None)) is HOLDS
    assert evaluate(on_attribute(Operator.PRESENT, True), disk(None)) is FAILS


@pytest.mark.parametrize(
    ("found", "is_present"),
    [
        (tags(Environment="prod"), HOLDS),
        (tags(Environment=""), HOLDS),
        (tags(Environment=None), HOLDS),
        (tags(Owner="me"), FAILS),
        (None, FAILS),
        (tags(LATER), UNDECIDED),
        (tags(LATER, Environment=None), HOLDS),
    ],
)
def test_a_tag_is_present_when_its_key_is_whatever_its_value(found, is_present):
    subject = resource(tags=found)
    assert evaluate(on_tag(Operator.PRESENT, True), subject) is is_present
    assert evaluate(on_tag(Operator.PRESENT, False), subject) is ~is_present


@pytest.mark.parametrize(
    ("attribute", "is_present"), [(known(1), HOLDS), (UNSET, FAILS), (None, FAILS), (AFTER_APPLY, UNDECIDED)]
)
def test_an_attribute_is_present_when_it_is_set(attribute, is_present):
    assert evaluate(on_attribute(Operator.PRESENT, True), disk(attribute)) is is_present
    assert evaluate(on_attribute(Operator.PRESENT, False), disk(attribute)) is ~is_present


def test_a_documented_default_counts_as_a_value():
    assert evaluate(on_attribute(Operator.AT_MOST, 8), disk(known(8, origin=Origin.DOCUMENTED))) is HOLDS


BOTH, ONE, NEITHER = known(10, 20), known(10, 2000), known(1000, 2000)
PARTLY_GOOD = Attribute(values=(10,), knowledge=Knowledge.AFTER_APPLY)
PARTLY_BAD = Attribute(values=(1000,), knowledge=Knowledge.AFTER_APPLY)


@pytest.mark.parametrize(
    ("attribute", "for_each", "for_one", "agreed"),
    [
        (BOTH, HOLDS, HOLDS, HOLDS),
        (ONE, FAILS, HOLDS, UNDECIDED),
        (NEITHER, FAILS, FAILS, FAILS),
        (PARTLY_GOOD, UNDECIDED, HOLDS, UNDECIDED),
        (PARTLY_BAD, FAILS, UNDECIDED, UNDECIDED),
    ],
    ids=["both pass", "one passes", "neither passes", "one passes, more may come", "one fails, more may come"],
)
def test_several_values_hold_for_each_for_one_or_where_they_agree(attribute, for_each, for_one, agreed):
    test = on_attribute(Operator.AT_MOST, 100)
    subject = disk(attribute)
    assert evaluate(test, subject, Several.ALL) is for_each
    assert evaluate(test, subject, Several.SOME) is for_one
    assert evaluate(test, subject, Several.MUST_AGREE) is agreed
    assert evaluate(test, subject) is agreed


def test_one_bad_block_breaks_a_prohibition_too():
    """`forbid` is lowered to Not: it fails as soon as one of the values is forbidden."""
    assert evaluate(Not(part=on_attribute(Operator.AT_LEAST, 1000)), disk(ONE), Several.ALL) is FAILS


@pytest.mark.parametrize("value", ["large", "", "nan", "inf", True])
def test_a_limit_on_something_that_is_no_number_is_undecided(value):
    assert evaluate(on_attribute(Operator.AT_MOST, 100), disk(known(value))) is UNDECIDED


def test_a_number_that_no_float_can_hold_is_undecided_not_an_error():
    assert evaluate(on_attribute(Operator.AT_MOST, 100), disk(known(10**400))) is UNDECIDED


def test_numbers_in_text_are_numbers():
    assert evaluate(on_attribute(Operator.AT_MOST, 100), disk(known("64"))) is HOLDS


def test_true_and_1_are_two_values_whichever_is_asked_first():
    """To Python they are equal, so a cache by operands would give one the other's answer."""
    assert passes(Operator.ONE_OF, (True,), "true") is HOLDS
    assert passes(Operator.ONE_OF, (1,), "1") is HOLDS
    assert passes(Operator.ONE_OF, (1,), True) is FAILS
    assert passes(Operator.NONE_OF, (1,), 1) is FAILS


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (100, "100"), (100.0, "100"), (1.5, "1.5"), ("007", "007")]
)
def test_a_scalar_reads_as_policies_write_it(value, text):
    assert as_text(value) == text


def test_a_pattern_has_to_match_the_whole_value():
    assert evaluate(on_tag(Operator.PATTERN, "prod"), resource(tags=tags(Environment="prod\n"))) is FAILS
    assert evaluate(on_tag(Operator.PATTERN, "prod"), resource(tags=tags(Environment="preprod"))) is FAILS


class TestKeys:
    """How each cloud finds a key."""

    def test_aws_tells_keys_apart_by_case(self):
        assert evaluate(on_tag(Operator.PRESENT, True), resource(tags=tags(environment="prod"))) is FAILS

    def test_azure_does_not(self):
        subject = resource(Cloud.AZURE, tags=tags(ENVIRONMENT="prod"))
        assert evaluate(on_tag(Operator.ONE_OF, "prod"), subject) is HOLDS

    def test_a_value_keeps_its_case_on_azure(self):
        subject = resource(Cloud.AZURE, tags=tags(Environment="PROD"))
        assert evaluate(on_tag(Operator.ONE_OF, "prod"), subject) is FAILS

    def test_a_label_is_found_under_its_own_key(self):
        subject = resource(Cloud.GCP, tags=tags(cost_center="cc-1"))
        assert evaluate(on_tag(Operator.PRESENT, True, subject=COST_CENTER), subject) is HOLDS

    @pytest.mark.parametrize(
        ("operator", "operand", "label"),
        [
            (Operator.ONE_OF, "CC 100", "cc_100"),
            (Operator.LIKE, "CC-*", "cc-100"),
            (Operator.PATTERN, "CC-[0-9]+", "cc-100"),
        ],
    )
    def test_values_are_compared_in_label_form_on_google_cloud(self, operator, operand, label):
        on_gcp, on_aws = resource(Cloud.GCP, tags=tags(environment=label)), resource(tags=tags(Environment=label))
        assert evaluate(on_tag(operator, operand), on_gcp) is HOLDS
        assert evaluate(on_tag(operator, operand), on_aws) is FAILS

    def test_a_tag_under_an_accepted_alias_is_the_tag(self):
        test = on_tag(Operator.LIKE, "CC-*", subject=COST_CENTER)
        assert evaluate(test, resource(tags=tags(costcentre="CC-1"))) is HOLDS

    def test_the_key_itself_goes_before_its_aliases(self):
        test = on_tag(Operator.ONE_OF, "right", subject=COST_CENTER)
        assert evaluate(test, resource(tags=tags(costcentre="wrong", CostCenter="right"))) is HOLDS

    def test_an_alias_decides_nothing_while_the_key_itself_may_still_come(self):
        test = on_tag(Operator.LIKE, "CC-*", subject=COST_CENTER)
        assert evaluate(test, resource(tags=tags(LATER, costcentre="CC-1"))) is UNDECIDED

    def test_a_key_that_a_cloud_does_not_have_is_absent_there(self):
        only_aws = TagSubject(name="x", keys={Cloud.AWS: "X"})
        subject = resource(Cloud.AZURE, tags=tags(X="1"))
        assert evaluate(on_tag(Operator.PRESENT, True, subject=only_aws), subject) is FAILS


def test_all_any_and_not_follow_their_parts():
    prod, big = on_tag(Operator.ONE_OF, "prod"), on_attribute(Operator.AT_LEAST, 100)
    subject = resource(tags=tags(Environment="prod"), attributes={"size_gb": known(10)})
    assert evaluate(All(parts=(prod, big)), subject) is FAILS
    assert evaluate(AnyOf(parts=(prod, big)), subject) is HOLDS
    assert evaluate(Not(part=big), subject) is HOLDS


def test_what_is_unknown_counts_only_where_it_could_change_the_answer():
    prod, big = on_tag(Operator.ONE_OF, "prod"), on_attribute(Operator.AT_LEAST, 100)
    subject = resource(tags=tags(Environment="prod"), attributes={"size_gb": AFTER_APPLY})
    assert evaluate(AnyOf(parts=(prod, big)), subject) is HOLDS
    assert evaluate(All(parts=(prod, big)), subject) is UNDECIDED
    assert evaluate(All(parts=(Not(part=prod), big)), subject) is FAILS
