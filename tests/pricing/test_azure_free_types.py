"""The list of Azure's resource types that bill for nothing themselves."""

from costguard.model.cloud import Cloud
from costguard.pricing.free import free_types
from costguard.pricing.models import model_of


def test_no_type_is_both_free_and_priced():
    assert [each for each in sorted(free_types(Cloud.AZURE)) if model_of(each)] == []
