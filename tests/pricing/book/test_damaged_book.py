"""A book that is not what was shipped is refused, never read as a smaller one."""

import shutil

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.book import embedded
from costguard.pricing.free import free_types


@pytest.fixture
def figures(tmp_path, monkeypatch):
    """A copy of the shipped figures, to damage."""
    copy = tmp_path / "figures"
    shutil.copytree(embedded.FIGURES, copy)
    monkeypatch.setattr(embedded, "FIGURES", copy)
    _forget()
    yield copy
    _forget()


def _forget():
    for cached in (embedded.checksums, embedded.shelf, embedded._table, embedded._grid, free_types):
        cached.cache_clear()


def _look_up():
    return embedded.shelf(Cloud.AWS).find("nat_gateway", "hours", "us-east-1")


def test_an_untouched_book_answers(figures):
    assert figures.is_dir()
    assert _look_up() is not None


def test_a_changed_figure_is_refused(figures):
    file = figures / "aws" / "nat_gateway.csv"
    file.write_text(file.read_text().replace("0.045", "0.054"))
    with pytest.raises(BadInput, match=r"the price book is damaged: aws/nat_gateway\.csv is not what was shipped"):
        _look_up()


@pytest.mark.parametrize("name", ["nat_gateway.csv", "sources.csv", "regions.csv"])
def test_a_missing_file_is_refused_not_taken_for_a_price_that_is_not_known(figures, name):
    (figures / "aws" / name).unlink()
    with pytest.raises(BadInput, match=r"is not there; install costguard again"):
        embedded.shelf(Cloud.AWS).find("nat_gateway", "hours", "mars-1")


def test_a_missing_grid_is_refused(figures):
    (figures / "aws" / "ec2_linux.json").unlink()
    with pytest.raises(BadInput, match=r"aws/ec2_linux\.json is not there"):
        embedded.shelf(Cloud.AWS).find("ec2_linux", "m5.large", "us-east-1")


def test_a_changed_list_of_free_types_is_refused(figures):
    (figures / "aws" / "free.txt").write_text("aws_db_instance\n")
    with pytest.raises(BadInput, match=r"aws/free\.txt is not what was shipped"):
        free_types(Cloud.AWS)


def test_a_book_without_checksums_is_refused(figures):
    (figures / "SHA256SUMS").unlink()
    with pytest.raises(BadInput, match="the price book has no checksums"):
        embedded.digest()
