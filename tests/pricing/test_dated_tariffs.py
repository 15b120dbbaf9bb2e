"""Tariffs that go by a version's age on the day of the estimate."""

from datetime import date

import pytest

from costguard.pricing.book.book import Book
from costguard.pricing.estimate import cost_of


@pytest.fixture
def names(resource):
    def run(resource_type, values, day):
        cost = cost_of(resource(resource_type, values), Book(day=day))
        return [line.name for line in cost.lines if "upport" in line.name or line.name.startswith("EKS")]

    return run


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2025, 11, 26), "EKS cluster"),
        (date(2025, 11, 27), "EKS cluster (extended support)"),
    ],
)
def test_a_cluster_is_dearer_once_its_versions_standard_support_ends(names, day, line):
    assert names("aws_eks_cluster", {"version": "1.31"}, day) == [line]


@pytest.mark.parametrize(("version", "line"), [("1.20", "EKS cluster (extended support)"), ("1.99", "EKS cluster")])
def test_versions_beyond_the_calendar_are_old_or_new(names, version, line):
    assert names("aws_eks_cluster", {"version": version}, date(2026, 11, 1)) == [line]


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), ["Extended support (year 1)"]),
        (date(2026, 3, 1), ["Extended support (year 3)"]),
    ],
)
def test_a_database_pays_for_extended_support_by_its_year(names, day, lines):
    values = {"engine": "mysql", "engine_version": "5.7.44", "instance_class": "db.t3.medium"}
    assert names("aws_db_instance", values, day) == lines
