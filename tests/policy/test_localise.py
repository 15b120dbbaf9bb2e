"""Operands in a cloud's own spelling."""

import pytest

from costguard.model.cloud import Cloud
from costguard.model.condition import Operator, TagSubject, Test
from costguard.policy.localise import localised

SUBJECT = TagSubject("team", {Cloud.AWS: "Team", Cloud.AZURE: "Team", Cloud.GCP: "team"})


@pytest.mark.parametrize(
    ("operator", "operands", "labels"),
    [
        (Operator.ONE_OF, ("CC 100", "Größe"), ("cc_100", "gr__e")),
        (Operator.NONE_OF, ("Prod",), ("prod",)),
        (Operator.LIKE, ("CC-*", "Eng ???"), ("cc-*", "eng_???")),
        (Operator.UNLIKE, ("CC-*",), ("cc-*",)),
        (Operator.PATTERN, ("CC-[0-9]+",), ("(?i)CC-[0-9]+",)),
        (Operator.PRESENT, (True,), (True,)),
        (Operator.AT_MOST, (5,), (5,)),
    ],
)
def test_google_cloud_compares_labels_and_the_others_what_is_written(operator, operands, labels):
    test = Test(SUBJECT, operator, operands)
    assert localised(test, Cloud.GCP) == labels
    assert localised(test, Cloud.AWS) == operands
    assert localised(test, Cloud.AZURE) == operands
