"""Syncing from AWS's bulk price list: what is taken, what is left out, and what a broken line does."""

import gzip
import json
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_servers import (
    LATER,
    NOW,
    Answer,
    Server,
    Sleeper,
    aws_files,
    dimension,
    linux,
    nat,
    offer_path,
    product,
    run,
)

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput, BadUsage
from costguard.pricing.book.book import Key
from costguard.pricing.book.figure import Figure, Tier
from costguard.pricing.book.local import open_local_book
from costguard.pricing.sync.pieces import KeptPieces
from costguard.pricing.sync.writer import Writer

REAL = Path(__file__).parents[4] / "shared" / "prices" / "aws_eu_west_1_offers_2023.jsonl.gz"
TABLES = ("ec2_linux", "nat_gateway")
REAL_TABLES = (
    "ec2_linux", "ec2", "ebs", "nat_gateway", "elb", "rds", "rds_storage", "aurora", "elasticache", "cloudwatch",
)  # fmt: skip
OFFER = offer_path("AmazonEC2")


@pytest.fixture
def book(tmp_path):
    """Where the book will be."""
    return tmp_path / "prices.db"


@pytest.fixture
def server():
    """A server with an instance and a NAT gateway."""
    with Server(aws_files({"AmazonEC2": [linux("m7g.large", "0.0910000000"), *nat()]})) as running:
        yield running


def sync(server, book, **about):
    return run("aws", server, book, **{"tables": TABLES, **about})


def price(book, table, item, region="eu-west-1"):
    figure = open_local_book(str(book)).find(Key(Cloud.AWS, table, item, region))
    return None if figure is None else figure.amount


class TestWhatIsTaken:
    """Products that are items of ours."""

    def test_a_figure_has_its_price_unit_source_and_the_day(self, server, book):
        sync(server, book)
        assert open_local_book(str(book)).find(Key(Cloud.AWS, "nat_gateway", "hours", "eu-west-1")) == Figure(
            unit="hours",
            tiers=(Tier(Decimal(0), Decimal("0.048")),),
            source="AWS price list, AmazonEC2 20261101120000",
            as_of="2026-11-22",
            region="eu-west-1",
        )
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_what_is_not_plain_linux_on_demand_is_not_taken_for_it(self, book):
        others = [
            linux("m7g.large", 1, "A", operatingSystem="Windows"),
            linux("m7g.large", 2, "B", tenancy="Dedicated"),
            linux("m7g.large", 3, "C", preInstalledSw="SQL Std"),
            linux("m7g.large", 0, "D", capacitystatus="AllocatedCapacityReservation"),
            linux("m7g.large", 5, "E", licenseModel="Bring your own license"),
            linux("m7g.large", 6, "F", marketoption="CapacityBlock"),
        ]
        with Server(aws_files({"AmazonEC2": [*others, linux("m7g.large", "0.091")]})) as server:
            synced = sync(server, book)
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")
        assert (synced.read, synced.matched, dict(synced.skipped)) == (7, 1, {})

    def test_units_are_turned_into_ours(self, book):
        throughput = product(
            "T", "Provisioned Throughput", "GiBps-mo", "45.056", volumeApiName="gp3", usagetype="EU-EBS:VolumeP"
        )
        requests = product(
            "R", "System Operation", "IOs", "0.000000055", volumeApiName="standard", group="EBS I/O Requests"
        )
        with Server(aws_files({"AmazonEC2": [throughput, requests]})) as server:
            sync(server, book, tables=("ebs",))
        assert price(book, "ebs", "gp3_mbps") == Decimal("0.044")
        assert price(book, "ebs", "standard_requests") == Decimal("0.055")

    def test_a_licence_is_what_the_system_costs_beyond_linux(self, book):
        windows = linux("m5.large", "0.199", "W", operatingSystem="Windows")
        with Server(aws_files({"AmazonEC2": [windows, linux("m5.large", "0.107")]})) as server:
            sync(server, book, tables=("ec2",))
        assert price(book, "ec2", "windows/vcpu") == Decimal("0.046")
        assert price(book, "ec2_linux", "m5.large") is None, "only the table that was asked for is written"

    def test_tiers_are_one_figure_with_the_words_of_the_book(self, book):
        tiered = product("S3", "Storage", "GB-Mo", 0, usagetype="EU-TimedStorage-ByteHrs", volumeType="Standard")
        tiered["dimensions"] = [
            dimension("GB-Mo", "0.022", "51200", "512000"),
            dimension("GB-Mo", "0.023", "0", "51200"),
            dimension("GB-Mo", "0.021", "512000"),
        ]
        with Server(aws_files({"AmazonS3": [tiered]})) as server:
            sync(server, book, tables=("s3",))
        figure = open_local_book(str(book)).find(Key(Cloud.AWS, "s3", "standard/storage_gb", "eu-west-1"))
        assert [(tier.start, tier.amount) for tier in figure.tiers] == [
            (Decimal(0), Decimal("0.023")),
            (Decimal(51200), Decimal("0.022")),
            (Decimal(512000), Decimal("0.021")),
        ]
        assert all(tier.label for tier in figure.tiers[1:])

    def test_public_ipv4_has_no_product_family(self, book):
        address = product(
            "IP", "", "Hrs", "0.005", group="VPCPublicIPv4Address", usagetype="EU-PublicIPv4:InUseAddress"
        )
        with Server(aws_files({"AmazonVPC": [address]})) as server:
            sync(server, book, tables=("public_ip",))
        assert price(book, "public_ip", "ipv4_hours") == Decimal("0.005")

    def test_a_rule_that_fits_nothing_is_told(self, book):
        with Server(aws_files({"AmazonEC2": nat()[:1]})) as server:
            assert sync(server, book).unmatched == ("ec2_linux {instanceType}", "nat_gateway data_gb")


class TestWhatIsLeftOut:
    """Prices that cannot be believed."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"effectiveDate": LATER}, "not valid yet"),
            ({"dimensions": [dimension("Hrs", "1", currency="CNY")]}, "not in USD"),
            ({"dimensions": [dimension("Hrs", "-0.1")]}, "negative"),
            ({"dimensions": [dimension("Hrs", "123456789")]}, "above 100,000 USD"),
            ({"dimensions": [dimension("Hrs", "NaN")]}, "no number"),
            ({"dimensions": [dimension("Hrs", "free")]}, "no number"),
            ({"dimensions": [dimension("Month", "1")]}, "by another unit than expected"),
            ({"dimensions": [dimension("Hrs", "0")]}, "at nothing, where nothing is free"),
            ({"dimensions": [dimension("Hrs", "1", begin="10")]}, "without a price for the first unit"),
            (
                {"dimensions": [dimension("Hrs", "1"), dimension("Hrs", "2")]},
                "with two different prices for one item",
            ),
        ],
    )
    def test_a_price_that_cannot_be_believed_is_counted_and_left_to_the_book(self, book, change, reason):
        bad = {**linux("m7g.large", "0.091"), **change}
        with Server(aws_files({"AmazonEC2": [bad, *nat()]})) as server:
            synced = sync(server, book)
        assert dict(synced.skipped) == {reason: 1}
        assert price(book, "ec2_linux", "m7g.large") is None
        assert price(book, "nat_gateway", "hours") == Decimal("0.048")

    def test_a_local_zone_is_not_the_region(self, book):
        zone = linux("m7g.large", "0.2", regionCode="eu-west-1-dub-1")
        with Server(aws_files({"AmazonEC2": [zone, *nat()]})) as server:
            synced = sync(server, book)
        assert dict(synced.skipped) == {"of a local zone or another place than the region": 1}
        assert price(book, "ec2_linux", "m7g.large") is None

    def test_a_list_of_which_nothing_is_ours_leaves_the_book_alone(self, server, book):
        sync(server, book)
        before = book.read_bytes()
        server.files[OFFER] = aws_files({"AmazonEC2": [linux("m7g.large", 1, tenancy="Dedicated")]})[OFFER]
        with pytest.raises(
            BadInput, match=r"^none of the 1 prices that aws listed is of the book; it stays as it was$"
        ):
            sync(server, book)
        assert book.read_bytes() == before


class TestAgain:
    """Syncing again, and syncing a part."""

    @given(amounts=st.lists(st.decimals("0.0001", 100, places=4), min_size=1, max_size=4))
    def test_the_same_server_gives_the_same_digest(self, tmp_path_factory, amounts):
        folder = tmp_path_factory.mktemp("twice")
        sold = [linux(f"m7g.{number}xlarge", amount) for number, amount in enumerate(amounts, 2)]
        with Server(aws_files({"AmazonEC2": [*sold, *nat()]})) as server:
            first = sync(server, folder / "one.db")
            assert sync(server, folder / "one.db").digest == first.digest
            assert sync(server, folder / "two.db").digest == first.digest

    def test_what_changed_is_told_the_largest_first(self, server, book):
        sync(server, book)
        changed = [linux("m7g.large", "0.100"), *nat("0.024")]
        server.files = aws_files({"AmazonEC2": changed})
        changes = sync(server, book).changes
        assert (changes.added, changes.changed, changes.same, changes.gone) == (0, 3, 0, 0)
        told = [(each.key.item, each.before, each.after, round(each.percent)) for each in changes.largest]
        assert told == [
            ("data_gb", Decimal("0.048"), Decimal("0.024"), -50),
            ("hours", Decimal("0.048"), Decimal("0.024"), -50),
            ("m7g.large", Decimal("0.091"), Decimal("0.1"), 10),
        ]

    def test_what_is_listed_no_more_is_gone(self, server, book):
        sync(server, book)
        server.files = aws_files({"AmazonEC2": nat()})
        assert sync(server, book).changes.gone == 1
        assert price(book, "ec2_linux", "m7g.large") is None

    def test_other_tables_and_regions_stay(self, server, book):
        sync(server, book)
        server.files = aws_files({"AmazonEC2": nat("0.05")}, region="us-east-1")
        for path in [path for path in server.files if path.endswith("us-east-1/index.json")]:
            server.files[path] = server.files[path].replace(b"eu-west-1", b"us-east-1")
        sync(server, book, tables=("nat_gateway",), regions=("us-east-1",))
        assert price(book, "nat_gateway", "hours", "us-east-1") == Decimal("0.05")
        assert price(book, "nat_gateway", "hours") == Decimal("0.048")
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_a_damaged_book_is_replaced_and_its_unharmed_parts_are_kept(self, server, book):
        sync(server, book)
        content = book.read_bytes()
        book.write_bytes(content.replace(b'[["0","0.091",""]]', b'[["0","0.001",""]]'))
        synced = sync(server, book, tables=("nat_gateway",))
        assert synced.notes == ("ec2_linux of aws in eu-west-1 was damaged and is gone; sync it again",)
        assert price(book, "ec2_linux", "m7g.large") is None
        assert price(book, "nat_gateway", "hours") == Decimal("0.048")

    def test_another_file_is_never_overwritten(self, server, book):
        book.write_text("my notes")
        with pytest.raises(BadUsage, match=r"is there already and no price book; give --book another path$"):
            sync(server, book)
        assert book.read_text() == "my notes"


class TestBrokenLines:
    """A network that fails, and a sync that goes on where it stopped."""

    def test_a_download_that_breaks_off_goes_on_from_there(self, server, book):
        body = server.files[OFFER]
        server.first[OFFER] = [Answer(body, 200, {"ETag": '"v1"'}, cut=100)]
        sync(server, book)
        ranges = [headers.get("Range") for headers in server.asked("20261101120000")]
        assert ranges == [None, "bytes=100-"]
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_without_an_etag_it_begins_again(self, server, book):
        server.etag = None
        server.first[OFFER] = [Answer(server.files[OFFER], cut=100)]
        sync(server, book)
        assert [headers.get("Range") for headers in server.asked("20261101120000")] == [None, None]
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_a_list_that_changed_meanwhile_is_not_patched_together(self, server, book):
        old = aws_files({"AmazonEC2": [linux("m7g.large", "9.9"), *nat()]})[OFFER]
        server.first[OFFER] = [Answer(old, 200, {"ETag": '"v0"'}, cut=150)]
        sync(server, book)
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_a_download_that_keeps_breaking_off_is_gone_on_with_by_the_next_run(self, server, book):
        body = server.files[OFFER]
        server.first[OFFER] = [
            Answer(body, 200, {"ETag": '"v1"'}, cut=100),
            *[Answer(body[100:], 206, {"ETag": '"v1"', "Content-Range": "bytes 100-"}, cut=0)] * 8,
        ]
        with pytest.raises(BadInput, match=r"^the download of the offer AmazonEC2 of eu-west-1 keeps breaking off"):
            sync(server, book)
        assert not book.exists()
        sync(server, book)
        assert server.asked("20261101120000")[-1].get("Range") == "bytes=100-"
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_too_many_requests_are_waited_out_as_long_as_the_server_asks(self, server, book):
        index = "/offers/v1.0/aws/index.json"
        dated = {"Date": "Sun, 22 Nov 2026 09:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 09:00:12 GMT"}
        server.first[index] = [Answer(b"", 429, {"Retry-After": "7"}), Answer(b"", 429, dated), Answer(b"", 429)]
        sleeper = Sleeper()
        sync(server, book, sleeper=sleeper)
        assert sleeper.slept == [7.0, 12.0, 2.0]

    @pytest.mark.parametrize("status", [500, 503])
    def test_a_server_in_trouble_leaves_the_old_book(self, server, book, status):
        sync(server, book)
        before = book.read_bytes()
        server.first[OFFER] = [Answer(b"", status)] * 8
        sleeper = Sleeper()
        with pytest.raises(BadInput, match=rf"is in trouble \(HTTP {status}\); run the same command later"):
            sync(server, book, sleeper=sleeper)
        assert sleeper.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0]
        assert book.read_bytes() == before

    def test_a_server_that_is_not_there(self, book):
        with Server({}) as server:
            gone = server.url
        with (
            Server({}) as server,
            pytest.raises(BadInput, match=r"does not answer .* check the network, or --endpoint$"),
        ):
            sync(server, book, endpoint=gone)

    def test_a_redirect_is_not_followed(self, server, book):
        server.first["/offers/v1.0/aws/index.json"] = [Answer(b"", 302, {"Location": "http://127.0.0.1:9/"})]
        with pytest.raises(BadInput, match=r"has no list at /offers/v1.0/aws/index.json \(HTTP 302\)"):
            sync(server, book)

    def test_json_that_ends_too_soon_is_refused_and_downloaded_again(self, server, book):
        whole = server.files[OFFER]
        server.files[OFFER] = whole[:-40]
        with pytest.raises(BadInput, match=r"^the offer AmazonEC2 of eu-west-1 is damaged or no price list; run"):
            sync(server, book)
        assert not book.exists()
        server.files[OFFER] = whole
        sync(server, book)
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_a_downloaded_file_that_was_damaged_is_noticed(self, server, book, monkeypatch):
        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr("costguard.pricing.sync.aws_list._extract", stop)
            with pytest.raises(KeyboardInterrupt):
                sync(server, book)
        whole = next(file for file in book.parent.rglob("downloads/*") if not file.suffix)
        whole.write_bytes(whole.read_bytes().replace(b"0.0910000000", b"0.0010000000"))
        sync(server, book)
        assert price(book, "ec2_linux", "m7g.large") == Decimal("0.091")

    def test_a_file_of_the_day_before_yesterday_is_not_gone_on_with(self, server, book):
        body = server.files[OFFER]
        server.first[OFFER] = [Answer(body, 200, {"ETag": '"v1"'}, cut=100), *[Answer(b"", 500)] * 8]
        with pytest.raises(BadInput):
            sync(server, book, now=NOW.replace(day=20))
        sync(server, book)
        assert server.asked("20261101120000")[-1].get("Range") is None

    def test_pieces_that_are_done_are_not_read_again(self, book, monkeypatch):
        files = aws_files({"AmazonEC2": nat(), "AmazonVPC": [product("X", "", "Hrs", 1)]})
        kept = KeptPieces.keep

        def killed(self, piece, extract):
            kept(self, piece, extract)
            raise KeyboardInterrupt

        with Server(files) as server:
            with monkeypatch.context() as patched:
                patched.setattr(KeptPieces, "keep", killed)
                with pytest.raises(KeyboardInterrupt):
                    sync(server, book, tables=("nat_gateway", "public_ip"))
            assert not book.exists()
            sync(server, book, tables=("nat_gateway", "public_ip"))
            assert len(server.asked("AmazonEC2/20261101120000")) == 1
        assert not list(book.parent.glob("*.sync")), "the work folder is gone when the book is there"

    @pytest.mark.parametrize("step", ["stage", "make", "seal", "finish"])
    def test_a_run_that_is_killed_while_it_writes_leaves_the_old_book(self, server, book, monkeypatch, step):
        sync(server, book)
        before = book.read_bytes()
        server.files = aws_files({"AmazonEC2": nat("9")})

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Writer, step, killed)
        with pytest.raises(KeyboardInterrupt):
            sync(server, book)
        assert book.read_bytes() == before
        assert sorted(file.name for file in book.parent.iterdir()) == ["prices.db", "prices.db.sync"]


class TestWhatIsAsked:
    """Mistakes of the one who asks."""

    def test_an_unknown_table_is_named_with_the_likely_one(self, server, book):
        with pytest.raises(BadUsage, match=r"^sync knows no table `ec2_linus` of aws; did you mean `ec2_linux`\?$"):
            sync(server, book, tables=("ec2_linus",))

    def test_an_unknown_region_is_named_with_the_likely_one(self, server, book):
        with pytest.raises(BadUsage, match=r"^aws has no region `eu-west1`; did you mean `eu-west-1`\?$"):
            sync(server, book, regions=("eu-west1",))

    def test_a_region_that_no_offer_has(self, server, book):
        with pytest.raises(BadInput, match=r"^AWS lists no region us-east-1"):
            sync(server, book, regions=("us-east-1",))

    def test_an_offer_that_the_index_lacks(self, server, book):
        with pytest.raises(BadInput, match=r"^AWS lists no offer AmazonVPC by region; leave its tables out"):
            sync(server, book, tables=("public_ip",))

    @pytest.mark.parametrize("endpoint", ["ftp://x", "file:///etc/passwd", "pricing", "https://me:secret@x"])
    def test_an_endpoint_that_is_no_server(self, server, book, endpoint):
        with pytest.raises(BadUsage, match=r"^--endpoint takes the address of a server"):
            sync(server, book, endpoint=endpoint)

    def test_a_place_that_cannot_be_written(self, server, tmp_path):
        (tmp_path / "notes").write_text("a file")
        with pytest.raises(BadInput, match=r"^cannot write .*; give --book another path$"):
            sync(server, tmp_path / "notes" / "prices.db")

    def test_without_the_extra_the_command_that_installs_it_is_told(self, server, book, monkeypatch):
        monkeypatch.setitem(sys.modules, "ijson", None)
        with pytest.raises(BadInput, match=r"run: pip install 'costguard-engine\[prices\]'$"):
            sync(server, book)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A sync of every real product: how it ended, and the book."""
    path = tmp_path_factory.mktemp("real") / "prices.db"
    with Server(_real_files()) as server:
        synced = run("aws", server, path, tables=REAL_TABLES, regions=("eu-west-1",))
    return synced, open_local_book(str(path))


@pytest.mark.skipif(not REAL.is_file(), reason="the real products of eu-west-1 are not beside this checkout")
class TestRealProducts:
    """Every product that AWS listed for seven offers in eu-west-1 in 2023, in the shape of its files."""

    def test_every_linux_instance_is_taken_once(self, real):
        book = real[1]
        part = next(part for part in book.parts if part.table == "ec2_linux")
        assert len(book.figures(part)) == 614

    @pytest.mark.parametrize(
        ("table", "item", "usd"),
        [
            ("ec2_linux", "m5.large", "0.107"),
            ("ec2_linux", "r5n.metal", "8.016"),
            ("ec2", "windows/vcpu", "0.046"),
            ("ebs", "gp3_gb", "0.088"),
            ("ebs", "io2_iops_from_64k", "0.03528"),
            ("nat_gateway", "data_gb", "0.048"),
            ("elb", "application_hours", "0.0252"),
            ("elb", "classic_gb", "0.008"),
            ("rds", "mysql/1/db.m5.2xlarge", "0.756"),
            ("rds", "licensed/1/db.m5.2xlarge", "0.756"),
            ("rds_storage", "gp2_gb/2", "0.253"),
            ("aurora", "db.r5.large", "0.32"),
            ("elasticache", "cache.t3.small", "0.036"),
            ("cloudwatch", "logs/ingested/standard", "0.57"),
        ],
    )
    def test_well_known_prices(self, real, table, item, usd):
        assert real[1].find(Key(Cloud.AWS, table, item, "eu-west-1")).amount == Decimal(usd)

    def test_nothing_is_left_out_but_what_contradicts_itself(self, real):
        assert real[0].read > 50_000
        assert set(real[0].skipped) == {"with two different prices for one item"}
        assert sum(real[0].skipped.values()) < 20


def _real_files():
    products = defaultdict(list)
    with gzip.open(REAL, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            sold = [each for each in row["prices"] if each["TermType"] == "OnDemand"]
            products[row["service"]].append(
                {
                    "sku": f"{row['sku']}{number}",
                    "productFamily": row["family"],
                    "attributes": {
                        _WIRE.get(key, key[0].lower() + key[1:]): text for key, text in row["attrs"].items()
                    },
                    "dimensions": [
                        dimension(
                            each["unit"], f"{each['price']:.10f}", each.get("StartingRange", "0"), "", each["cur"]
                        )
                        for each in sold
                    ],
                }
            )
    return aws_files(products)


# The attributes' names on the wire, where they are not those of the sample with a small first letter.
_WIRE = {
    "UsageType": "usagetype",
    "CapacityStatus": "capacitystatus",
    "PreInstalledSW": "preInstalledSw",
    "VolumeAPIName": "volumeApiName",
}
