"""The local price book: what it answers, and how it refuses to be trusted when it is not what was written."""

import sqlite3
from decimal import Decimal

import pytest

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.pricing.book.book import Book, Key
from costguard.pricing.book.figure import Figure, Tier
from costguard.pricing.book.local import PartKey, open_local_book
from costguard.pricing.sync.findings import Quote
from costguard.pricing.sync.writer import Writer

SYNCED = "2026-11-22T09:00:00+00:00"
ZERO = Decimal(0)


def quote(item="hours", region="eu-west-1", amount="0.05", table="nat_gateway", start="0", unit="hours"):
    return Quote(table, item, region, unit, Decimal(start), Decimal(amount), "a list", "2026-11-22")


@pytest.fixture
def write(tmp_path):
    """Writes a book of quotes, and gives its path."""

    def write(*quotes, cloud=Cloud.AWS, name="prices.db"):
        with Writer(str(tmp_path / name), cloud) as writer:
            writer.stage(quotes)
            writer.make(SYNCED, "https://prices.example")
            writer.seal().close()
            writer.finish()
        return str(tmp_path / name)

    return write


def nat(region="eu-west-1", item="hours"):
    return Key(Cloud.AWS, "nat_gateway", item, region)


class TestAnswers:
    """What it finds."""

    def test_a_figure_is_as_it_was_written(self, write):
        book = open_local_book(write(quote()))
        tiers = (Tier(ZERO, Decimal("0.05")),)
        assert book.find(nat()) == Figure("hours", tiers, "a list", "2026-11-22", region="eu-west-1")

    def test_it_goes_before_the_figures_that_ship(self, write):
        path = write(quote(amount="0.049"))
        assert Book().find(nat()).amount != Decimal("0.049")
        assert Book(overlays=(open_local_book(path),)).find(nat()).amount == Decimal("0.049")

    @pytest.mark.parametrize(
        "key", [nat("us-east-1"), nat(item="data_gb"), Key(Cloud.GCP, "nat_gateway", "hours", "x")]
    )
    def test_what_was_not_synced_is_left_to_the_layer_below(self, write, key):
        assert open_local_book(write(quote())).find(key) is None

    def test_a_figure_of_everywhere_answers_in_commercial_regions_that_have_none(self, write):
        book = open_local_book(write(quote(region="*"), quote(region="us-east-1", amount="0.07")))
        found = [book.find(nat(region)) for region in ("eu-west-1", "us-east-1", "cn-north-1", "mars-1")]
        assert [figure and (figure.amount, figure.region) for figure in found] == [
            (Decimal("0.05"), "eu-west-1"),
            (Decimal("0.07"), "us-east-1"),
            None,
            None,
        ]

    def test_tiers_have_words(self, write):
        tiers = [quote("endpoint/gwlb_gb", amount=amount, start=start, table="vpc", unit="GB")
                 for start, amount in (("0", "3"), ("100", "2"), ("1000", "1.5"))]  # fmt: skip
        figure = open_local_book(write(*tiers)).find(Key(Cloud.AWS, "vpc", "endpoint/gwlb_gb", "eu-west-1"))
        assert [tier.label for tier in figure.tiers] == ["first 100", "next 900", "over 1,000"]

    def test_the_digest_is_that_of_the_figures_in_whatever_order_they_came(self, write):
        one, two = quote(), quote("data_gb", unit="GB")
        first = open_local_book(write(one, two)).digest
        assert open_local_book(write(two, one, name="other.db")).digest == first
        assert open_local_book(write(one, quote("data_gb", amount="0.051", unit="GB"))).digest != first

    def test_a_part_says_when_and_whence_it_was_synced(self, write):
        part = open_local_book(write(quote())).parts[PartKey(Cloud.AWS, "nat_gateway", "eu-west-1")]
        assert (part.synced, part.origin) == (SYNCED, "https://prices.example")


class TestTrust:
    """Files that are not what was written."""

    def test_a_book_that_is_not_there(self, tmp_path):
        with pytest.raises(
            BadInput, match=r"^there is no price book at .*/none.db; make one with `costguard prices sync"
        ):
            open_local_book(str(tmp_path / "none.db"))

    @pytest.mark.parametrize("content", [b"", b"prices", b"SQLite format 3\0" + b"\0" * 200])
    def test_a_file_that_is_no_book(self, tmp_path, content):
        (tmp_path / "notes").write_bytes(content)
        with pytest.raises(BadInput, match=r"is no price book; name a file that `costguard prices sync` wrote$"):
            open_local_book(str(tmp_path / "notes"))

    def test_another_database_is_no_book(self, tmp_path):
        database = sqlite3.connect(tmp_path / "other.db")
        database.execute("CREATE TABLE meta (name, value)")
        database.close()
        with pytest.raises(BadInput, match="is no price book"):
            open_local_book(str(tmp_path / "other.db"))

    def test_a_book_of_another_format(self, write):
        path = write(quote())
        _change(path, "UPDATE meta SET value = 'costguard/prices/v9' WHERE name = 'format'")
        with pytest.raises(BadInput, match=r"is of costguard/prices/v9, not costguard/prices/v1; run"):
            open_local_book(path)

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_a_book_that_was_cut_off(self, write, tmp_path, share):
        path = write(*(quote(f"m{number}.large", table="ec2_linux") for number in range(500)))
        content = (tmp_path / "prices.db").read_bytes()
        (tmp_path / "prices.db").write_bytes(content[: int(len(content) * share)])
        with pytest.raises(BadInput, match="is damaged; run `costguard prices sync` again"):
            open_local_book(path).figures(PartKey(Cloud.AWS, "ec2_linux", "eu-west-1"))

    @pytest.mark.parametrize(
        "change",
        [
            'UPDATE figures SET tiers = \'[["0","0.01",""]]\'',
            "UPDATE figures SET unit = 'months'",
            "UPDATE figures SET item = 'data_gb'",
            "DELETE FROM figures",
            "INSERT INTO figures SELECT cloud, list, region, 'more', unit, tiers, source, as_of FROM figures",
        ],
    )
    def test_a_figure_that_was_changed_is_noticed_when_its_part_is_read(self, write, change):
        path = write(quote())
        _change(path, change)
        book = open_local_book(path)
        with pytest.raises(BadInput, match="is damaged; run `costguard prices sync` again"):
            book.find(nat())

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE parts SET digest = 'sha256:0'",
            "UPDATE parts SET region = 'us-east-1'",
            "UPDATE parts SET cloud = 'moon'",
            "DELETE FROM parts",
            "DROP TABLE parts",
        ],
    )
    def test_a_part_that_was_changed_is_noticed_when_the_book_is_opened(self, write, change):
        path = write(quote())
        _change(path, change)
        with pytest.raises(BadInput, match="is damaged; run `costguard prices sync` again"):
            open_local_book(path)

    def test_reading_changes_nothing(self, write, tmp_path):
        path = write(quote())
        before = (tmp_path / "prices.db").read_bytes()
        open_local_book(path).find(nat())
        assert (tmp_path / "prices.db").read_bytes() == before
        assert [file.name for file in tmp_path.iterdir()] == ["prices.db"]


def _change(path, statement):
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()
