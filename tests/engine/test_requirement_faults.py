"""A required Condition of one resource: flagged with the value that breaks it, quiet, or undecided with the reason."""

import pytest
from engine_samples import LATER, on_attribute, on_tag, resource, tags

from costguard.engine.requirement_faults import applies, requirement_fault
from costguard.model.condition import All, AnyOf, Not, Operator
from costguard.model.finding import Code, State
from costguard.model.resource import AFTER_APPLY, UNSET, known
from costguard.model.tags import Origin, Tag
from costguard.policy.policy_set import Requirement

SMALL = on_attribute(Operator.LIKE, "t3.*", "t4g.*", name="instance_type")
NO_GP2 = Not(part=on_attribute(Operator.ONE_OF, "gp2", "io1", name="volume_type"))
LIMIT = on_attribute(Operator.AT_MOST, 100)


def fault(condition, code=Code.INVALID, found=None, **attributes):
    subject = resource(tags=found, attributes=attributes)
    return requirement_fault(Requirement(key="the key", condition=condition, code=code), subject)


def message(condition, code=Code.INVALID, found=None, **attributes):
    return fault(condition, code, found, **attributes).message


def test_a_condition_that_holds_is_quiet():
    assert fault(SMALL, instance_type=known("t3.micro")) is None
    assert fault(NO_GP2, instance_type=known("m5.large"), volume_type=known("gp3")) is None


def test_a_condition_that_fails_names_the_value_and_what_it_must_be():
    found = fault(SMALL, instance_type=known("m5.large"))
    assert (found.key, found.code, found.state) == ("the key", Code.INVALID, State.VIOLATION)
    assert (found.value, found.source) == ("m5.large", "resource")
    assert found.message == "`instance_type` is `m5.large`; it must be like `t3.*` or `t4g.*`"


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        (AFTER_APPLY, "cannot be decided: `instance_type` is known after apply"),
        (UNSET, "cannot be decided: `instance_type` is not set, and its default is not documented"),
    ],
)
def test_a_condition_that_is_undecided_says_why(attribute, reason):
    found = fault(SMALL, instance_type=attribute)
    assert (found.code, found.state, found.value) == (Code.UNKNOWN, State.UNDECIDED, None)
    assert found.message == reason


def test_a_limit_on_no_number_is_undecided_and_says_so():
    assert message(LIMIT, size_gb=known("big")) == "cannot be decided: `size_gb` has a value that is no number"


def test_a_type_that_lacks_the_attribute_is_quiet():
    assert fault(SMALL) is None
    assert not applies(All(parts=(SMALL, LIMIT)), resource(attributes={"size_gb": known(1)}))


def test_of_several_values_the_one_that_breaks_it_is_named():
    found = fault(LIMIT, Code.EXCEEDS, size_gb=known(10, 500, 900))
    assert found.message == "`size_gb` is `500`; it must be at most 100"


def test_a_value_that_nobody_wrote_says_where_it_comes_from():
    assert message(LIMIT, size_gb=known(500, origin=Origin.DOCUMENTED)).startswith(
        "`size_gb` is `500` (documented default); "
    )


class TestForbidden:
    """What `forbid` says, which reads the other way round."""

    @pytest.mark.parametrize(
        ("operator", "operands", "value", "words"),
        [
            (Operator.ONE_OF, ("gp2", "io1"), "gp2", "is `gp2`; `gp2` and `io1` are forbidden"),
            (Operator.ONE_OF, ("gp2",), "gp2", "is `gp2`; `gp2` is forbidden"),
            (Operator.LIKE, ("p3.*", "p4*"), "p3.2", "is `p3.2`; values like `p3.*` or `p4*` are forbidden"),
            (Operator.PATTERN, ("g[0-9]",), "g5", "is `g5`; values that match `g[0-9]` are forbidden"),
            (Operator.NONE_OF, ("gp3",), "gp2", "is `gp2`; anything but `gp3` is forbidden"),
            (Operator.UNLIKE, ("gp*",), "io1", "is `io1`; anything not like `gp*` is forbidden"),
            (Operator.AT_MOST, (3,), 2, "is `2`; 3 or less is forbidden"),
            (Operator.AT_LEAST, (3,), 3, "is `3`; 3 or more is forbidden"),
            (Operator.PRESENT, (True,), "x", "is `x`; setting it is forbidden"),
        ],
    )
    def test_a_single_test_is_said_in_short(self, operator, operands, value, words):
        forbidden = Not(part=on_attribute(operator, *operands, name="volume_type"))
        assert message(forbidden, Code.FORBIDDEN, volume_type=known(value)) == f"`volume_type` {words}"

    def test_leaving_something_unset_can_be_forbidden(self):
        forbidden = Not(part=on_attribute(Operator.PRESENT, False, name="volume_type"))
        expected = "`volume_type` is not set; leaving it unset is forbidden"
        assert message(forbidden, Code.FORBIDDEN, volume_type=UNSET) == expected

    def test_several_tests_are_said_in_full(self):
        forbidden = Not(part=All(parts=(LIMIT, on_attribute(Operator.ONE_OF, "gp2", name="volume_type"))))
        expected = "`size_gb` is `10`; it is forbidden that size_gb is at most 100 and volume_type is `gp2`"
        assert message(forbidden, Code.FORBIDDEN, size_gb=known(10), volume_type=known("gp2")) == expected

    def test_one_forbidden_value_of_several_is_enough(self):
        assert fault(NO_GP2, Code.FORBIDDEN, volume_type=known("gp3", "io1")).value == "io1"


class TestCulprit:
    """The value named is one that matters."""

    PROD = on_tag(Operator.ONE_OF, "prod")

    def test_what_fails_without_consequence_is_passed_by(self):
        condition = All(parts=(AnyOf(parts=(self.PROD, SMALL)), LIMIT))
        found = fault(condition, found=tags(Environment="dev"), instance_type=known("t3.micro"), size_gb=known(500))
        assert found.message.startswith("`size_gb` is `500`; ")

    def test_what_is_forbidden_only_beside_something_else_is_passed_by(self):
        big_prod = All(parts=(self.PROD, on_attribute(Operator.AT_LEAST, 1000)))
        condition = Not(part=AnyOf(parts=(big_prod, on_attribute(Operator.LIKE, "p3.*", name="instance_type"))))
        found = fault(
            condition,
            Code.FORBIDDEN,
            found=tags(Environment="prod"),
            size_gb=known(10),
            instance_type=known("p3.2xlarge"),
        )
        assert found.value == "p3.2xlarge"

    def test_the_reason_of_the_undecided_is_one_that_matters(self):
        condition = All(parts=(AnyOf(parts=(LIMIT, SMALL)), self.PROD))
        found = fault(condition, found=tags(LATER), size_gb=AFTER_APPLY, instance_type=known("t3.micro"))
        assert found.message == f"cannot be decided: `environment` may be set or not, as {LATER}"

    def test_values_that_break_a_requirement_are_no_reason_to_doubt_it(self):
        """Two values differ, but one that fails decides; what is undecided is the other test."""
        condition = AnyOf(parts=(LIMIT, SMALL))
        found = fault(condition, size_gb=known(10, 500), instance_type=AFTER_APPLY)
        assert found.message == "cannot be decided: `instance_type` is known after apply"


class TestTags:
    """Requirements on tags."""

    def test_an_absent_tag_is_not_set(self):
        expected = "`environment` is not set; it must be `prod`"
        assert message(on_tag(Operator.ONE_OF, "prod"), found=tags()) == expected

    def test_a_tag_that_must_not_be_there_is_set_though_its_value_is_not_known(self):
        expected = "`environment` is set; it must not be set"
        assert message(on_tag(Operator.PRESENT, False), found=tags(Environment=None)) == expected

    def test_an_empty_tag_is_empty(self):
        expected = "`environment` is empty; it must have a value"
        assert message(on_tag(Operator.LIKE, "?*"), found=tags(Environment="")) == expected

    def test_an_unknown_value_is_undecided(self):
        found = fault(on_tag(Operator.ONE_OF, "prod"), found=tags(Environment=None))
        assert found.message == "cannot be decided: `environment` is known after apply"


class TestSecrets:
    """What may not be shown is not in the fault."""

    def test_a_sensitive_attribute_is_compared_but_not_shown(self):
        found = fault(SMALL, instance_type=known("hunter2", sensitive=True))
        assert (found.sensitive, found.value) == (True, None)
        assert found.message == "`instance_type` has a sensitive value; it must be like `t3.*` or `t4g.*`"

    def test_a_sensitive_tag_is_compared_but_not_shown(self):
        found = fault(on_tag(Operator.ONE_OF, "prod"), found=tags(Environment=Tag(value="hunter2", sensitive=True)))
        assert (found.sensitive, found.value) == (True, None)
        assert "hunter2" not in found.message

    def test_a_raw_attribute_is_compared_but_not_shown(self):
        """Nobody knows what stands at a raw path: a password may."""
        raw = on_attribute(Operator.ONE_OF, "x", name="attr:master_password")
        found = fault(raw, **{"attr:master_password": known("hunter2")})
        assert (found.sensitive, found.value) == (False, None)
        assert found.message == "`attr:master_password` has a value that is not allowed; it must be `x`"
