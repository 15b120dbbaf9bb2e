"""One required tag of one resource: flagged, quiet, or undecided, and what is said about it."""

from datetime import date

import pytest
from engine_samples import COST_CENTER, LATER, TODAY, dimension, resource, tags
from hypothesis import given
from hypothesis import strategies as st

from costguard.engine.tag_faults import tag_fault
from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, TagSubject
from costguard.model.finding import Code, State
from costguard.model.tags import Origin, Tag, Tags
from costguard.policy.policy_set import ANY_VALUE, Alias, RegistryEntry

STAGE = dimension()
FILLED = dimension(operator=Operator.LIKE, operands=(ANY_VALUE,))
UNTIL = date(2027, 6, 30)
RENAMED = dimension(COST_CENTER, Operator.LIKE, ("CC-*",), aliases=(Alias(key="costcentre", until=UNTIL),))


def fault(asked, cloud=Cloud.AWS, today=TODAY, incomplete="", **found):
    return tag_fault(asked, resource(cloud, tags=tags(incomplete, **found)), today)


def said(asked, **others):
    found = fault(asked, **others)
    return (found.code, found.message) if found is not None else None


def test_an_allowed_value_is_quiet():
    assert fault(STAGE, Environment="prod") is None


def test_an_absent_key_is_missing():
    assert said(STAGE) == (Code.MISSING, "`Environment` is missing")


def test_an_absent_key_names_one_that_looks_like_it():
    message = "`Environment` is missing; `Enviroment` is there: is it meant to be `Environment`?"
    assert said(STAGE, Enviroment="prod") == (Code.MISSING, message)


def test_an_absent_key_is_undecided_while_more_keys_may_come():
    found = fault(STAGE, incomplete=LATER)
    assert (found.code, found.state) == (Code.UNKNOWN, State.UNDECIDED)
    assert found.message == f"whether `Environment` is set cannot be known yet: {LATER}"


def test_a_key_that_is_there_is_judged_even_while_more_keys_may_come():
    assert fault(STAGE, incomplete=LATER, Environment="prod") is None
    assert fault(STAGE, incomplete=LATER, Environment="prd").state is State.VIOLATION


def test_a_value_known_after_apply_is_undecided():
    found = fault(STAGE, Environment=None)
    assert (found.code, found.state) == (Code.UNKNOWN, State.UNDECIDED)
    assert found.message == (
        "`Environment` has a value that is known after apply; it must be one of `prod`, `staging` or `dev`"
    )


def test_a_value_known_after_apply_will_do_where_every_value_does():
    assert fault(FILLED, Environment=None) is None


def test_an_empty_value_is_empty_where_every_value_will_do_too():
    assert said(STAGE, Environment="") == (Code.EMPTY, "`Environment` is empty")
    assert said(FILLED, Environment="") == (Code.EMPTY, "`Environment` is empty")


def test_a_value_that_is_not_allowed_names_those_that_are_and_the_one_meant():
    message = "`Environment` is `prodd`; it must be one of `prod`, `staging` or `dev`; did you mean `prod`?"
    assert said(STAGE, Environment="prodd") == (Code.INVALID, message)


def test_on_google_cloud_the_value_offered_is_one_that_a_label_can_hold():
    found = fault(dimension(operands=("CC 100", "CC 200")), Cloud.GCP, environment="cc_10")
    assert found.message == "`environment` is `cc_10`; it must be `cc_100` or `cc_200`; did you mean `cc_100`?"


def test_a_fault_says_where_the_tag_comes_from():
    found = fault(STAGE, Environment=Tag(value="prd", origin=Origin.PROVIDER))
    assert (found.key, found.dimension, found.value, found.source) == (
        "Environment",
        "environment",
        "prd",
        "provider default",
    )


@pytest.mark.parametrize("value", ["hunter2", "prodd", "CC-old"])
def test_a_sensitive_value_is_nowhere_in_the_fault(value):
    """Not even as a suggestion or a registry's row, which would tell it."""
    rows = (RegistryEntry(value="CC-old", valid_to=date(2026, 1, 1), successor="CC-new"),)
    found = fault(dimension(registry=rows), Environment=Tag(value=value, sensitive=True))
    assert found.sensitive
    assert found.value is None
    assert found.message == "`Environment` has a sensitive value that is not allowed"


def test_a_resource_without_tags_or_of_another_cloud_is_quiet():
    assert tag_fault(STAGE, resource(tags=None), TODAY) is None
    assert tag_fault(dimension(TagSubject(name="x", keys={})), resource(), TODAY) is None


class TestCase:
    """A key that differs by upper and lower case only."""

    def test_on_aws_it_is_misspelled(self):
        found = fault(STAGE, environment="prod")
        assert (found.code, found.value) == (Code.MISSPELLED, "environment")
        assert found.message == "`environment` must be spelled `Environment`"
        assert not found.is_mild

    def test_on_azure_and_google_cloud_it_is_the_key(self):
        assert fault(STAGE, Cloud.AZURE, ENVIRONMENT="prod") is None
        assert fault(STAGE, Cloud.GCP, environment="prod") is None

    def test_of_a_raw_key_it_is_another_key(self):
        found = fault(dimension(is_raw=True), environment="prod")
        assert (found.code, found.dimension) == (Code.MISSING, "environment")
        assert found.message == "`Environment` is missing; `environment` is another key, as upper and lower case count"

    def test_while_the_right_key_may_still_come_it_is_undecided(self):
        assert fault(STAGE, incomplete=LATER, environment="prod").state is State.UNDECIDED


class TestAlias:
    """Another key for a dimension, accepted through a day."""

    def test_before_its_day_it_advises_to_rename(self):
        found = fault(RENAMED, today=UNTIL, costcentre="CC-1")
        assert (found.code, found.key, found.value, found.is_mild) == (
            Code.MISSPELLED,
            "CostCenter",
            "costcentre",
            True,
        )
        assert found.message == (
            "`costcentre` is accepted for `CostCenter` until 2027-06-30 only; rename it to `CostCenter`"
        )

    def test_after_its_day_it_is_misspelled(self):
        found = fault(RENAMED, today=date(2027, 7, 1), costcentre="CC-1")
        assert (found.code, found.is_mild) == (Code.MISSPELLED, False)
        assert found.message == "`costcentre` was accepted for `CostCenter` until 2027-06-30; rename it to `CostCenter`"

    def test_its_value_is_judged_like_the_keys(self):
        assert said(RENAMED, costcentre="100") == (Code.INVALID, "`costcentre` is `100`; it must be like `CC-*`")

    def test_beside_the_key_itself_it_is_quiet(self):
        assert fault(RENAMED, costcentre="100", CostCenter="CC-1") is None

    def test_while_the_right_key_may_still_come_it_is_undecided(self):
        assert fault(RENAMED, incomplete=LATER, costcentre="100").state is State.UNDECIDED


class TestRegistry:
    """Values that open and close on days."""

    ROWS = (
        RegistryEntry(value="CC 1", valid_to=date(2026, 6, 30), successor="CC 2"),
        RegistryEntry(value="CC 2"),
        RegistryEntry(value="CC 3", valid_from=date(2027, 1, 1)),
        RegistryEntry(value="CC 4", valid_to=date(2026, 6, 30)),
    )
    ASKED = dimension(operands=("CC 2",), registry=ROWS)

    def test_a_valid_value_is_quiet(self):
        assert fault(self.ASKED, Environment="CC 2") is None

    def test_a_closed_value_names_what_follows_it(self):
        message = "`Environment` is `CC 1`, which closed on 2026-06-30; use `CC 2`"
        assert said(self.ASKED, Environment="CC 1") == (Code.INVALID, message)

    def test_a_closed_value_that_nothing_follows_names_its_day(self):
        message = "`Environment` is `CC 4`, which closed on 2026-06-30"
        assert said(self.ASKED, Environment="CC 4") == (Code.INVALID, message)

    def test_a_value_that_is_not_open_yet_says_when_it_will_be(self):
        message = "`Environment` is `CC 3`, which opens on 2027-01-01"
        assert said(self.ASKED, Environment="CC 3") == (Code.INVALID, message)

    def test_on_google_cloud_rows_are_found_and_named_in_label_form(self):
        message = "`environment` is `cc_1`, which closed on 2026-06-30; use `cc_2`"
        assert said(self.ASKED, cloud=Cloud.GCP, environment="cc_1") == (Code.INVALID, message)


KEYS = st.sampled_from(["Environment", "environment", "CostCenter", "costcentre", "Enviroment"])
VALUES = st.sampled_from(["prod", "prodd", "CC-1", ""])


def verdict(found):
    return None if found is None else found.state


@given(
    st.sampled_from([STAGE, RENAMED]),
    st.sampled_from([Cloud.AWS, Cloud.AZURE]),
    st.dictionaries(KEYS, st.none() | VALUES),
    st.sampled_from(["", LATER]),
    st.data(),
)
def test_what_is_decided_of_a_tag_stays_decided_however_the_unknown_turns_out(asked, cloud, found, incomplete, data):
    before = verdict(fault(asked, cloud, incomplete=incomplete, **found))
    if before is State.UNDECIDED:
        return
    completed = {key: data.draw(VALUES) if value is None else value for key, value in found.items()}
    if incomplete:
        more = data.draw(st.dictionaries(KEYS, VALUES))
        completed = {key: value for key, value in more.items() if not _clashes(key, completed, cloud)} | completed
    assert verdict(fault(asked, cloud, **completed)) is before


def _clashes(key, found, cloud):
    return cloud is Cloud.AZURE and key.lower() in {other.lower() for other in found}


@given(st.permutations([("costcentre", "100"), ("CostCenter", "CC-1"), ("costcenter", "CC-2")]))
def test_the_order_of_tags_never_counts(pairs):
    found = Tags(entries={key: Tag(value=value) for key, value in pairs})
    assert tag_fault(RENAMED, resource(tags=found), TODAY) is None


def test_an_alias_is_looked_for_as_the_label_that_it_becomes():
    """No Google Cloud label is called `Cost Centre`: it is `cost_centre` there."""
    spaced = dimension(COST_CENTER, Operator.LIKE, ("cc-*",), aliases=(Alias(key="Cost Centre", until=UNTIL),))
    code, message = said(spaced, cloud=Cloud.GCP, cost_centre="cc-1")
    assert (code, message.startswith("`cost_centre` is accepted for")) == (Code.MISSPELLED, True)
