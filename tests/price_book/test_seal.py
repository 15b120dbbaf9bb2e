"""The index of priced types and the checksums are those of the files that ship."""

import seal

from costguard.model.cloud import Cloud
from costguard.pricing.free import free_types
from costguard.pricing.models import model_of, models, modules


def test_the_book_is_sealed():
    assert [path.name for path, text in (*seal._indexes(), seal._checksums()) if not seal._holds(path, text)] == []


def test_the_index_finds_what_walking_the_modules_finds():
    for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP):
        walked = models(cloud)
        assert {name: model_of(name) for name in walked} == walked
        assert len(modules(cloud)) > 10


def test_no_type_is_priced_by_two_modules():
    for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP):
        found = [
            name
            for module in modules(cloud)
            for name in seal.import_module(f"costguard.pricing.{cloud}.{module}").MODELS
        ]
        assert sorted(found) == sorted(set(found))


def test_no_type_is_both_priced_and_free():
    for cloud in (Cloud.AWS, Cloud.AZURE, Cloud.GCP):
        assert set(models(cloud)) & free_types(cloud) == set()
