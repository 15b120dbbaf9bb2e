"""Negotiated rates: which figures an entry changes, to what, and which entries are mistakes."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costguard.model.cloud import Cloud
from costguard.model.errors import BadInput
from costguard.model.estimate import Confidence
from costguard.pricing.book.book import Book, Key
from costguard.pricing.book.figure import Figure, NoFigure, Tier
from costguard.pricing.book.local import open_local_book
from costguard.pricing.book.overrides import Entry, Overrides, family_of, matches, read_overrides
from costguard.pricing.sync.findings import Quote
from costguard.pricing.sync.writer import Writer

TODAY = date(2026, 11, 22)
LINUX = Key(Cloud.AWS, "ec2_linux", "m7g.large", "eu-west-1")
NAT = Key(Cloud.AWS, "nat_gateway", "hours", "eu-west-1")


def figure(*amounts, unit="hours"):
    tiers = tuple(Tier(Decimal(100 * number), Decimal(amount)) for number, amount in enumerate(amounts))
    return Figure(unit, tiers, "a list", "2026-07", region="eu-west-1")


@pytest.fixture
def read(tmp_path):
    """Reads a file of overrides with this content."""

    def read(content, today=TODAY):
        (tmp_path / "overrides.yaml").write_text(content, encoding="utf-8")
        return read_overrides(str(tmp_path / "overrides.yaml"), today)

    return read


@pytest.fixture
def refused(read, tmp_path):
    """The error of a file of overrides, without its folder."""

    def refused(content):
        with pytest.raises(BadInput) as error:
            read(content)
        assert "\n" not in str(error.value)
        return str(error.value).replace(f"{tmp_path}/", "")

    return refused


class TestWhatIsPaid:
    """The figure that the reader pays."""

    def test_a_discount_leaves_the_rest_and_says_whence(self, read):
        overrides = read("- {cloud: aws, service: ec2_linux, discount_percent: 7, reason: EDP 2026}\n")
        assert overrides.adjust(LINUX, figure("0.0960")) == Figure(
            unit="hours",
            tiers=(Tier(Decimal(0), Decimal("0.089280")),),
            source="overrides.yaml: EDP 2026 (list 0.0960 x 0.93)",
            as_of="2026-07",
            confidence=Confidence.NEGOTIATED,
            region="eu-west-1",
        )

    def test_a_factor_multiplies_every_tier(self, read):
        paid = read("- {service: nat_gateway, multiply: 1.5}\n").adjust(NAT, figure("2", "1"))
        assert [tier.amount for tier in paid.tiers] == [3, Decimal("1.5")]
        assert paid.source == "overrides.yaml: line 1 (list 2.0000 x 1.5)"

    def test_a_unit_price_stands_in_stead_of_all_tiers(self, read):
        paid = read("- {service: nat_gateway, unit_price: 0.03, reason: deal}\n").adjust(NAT, figure("0.048", "0.04"))
        assert paid.tiers == (Tier(Decimal(0), Decimal("0.03")),)
        assert paid.source == "overrides.yaml: deal (list 0.0480, negotiated 0.0300)"

    def test_the_first_entry_that_fits_wins(self, read):
        overrides = read("- {item: m7g.*, discount_percent: 20}\n- {cloud: aws, discount_percent: 5}\n")
        assert overrides.adjust(LINUX, figure(100)).amount == 80
        assert overrides.adjust(NAT, figure(100)).amount == 95

    @pytest.mark.parametrize(
        "selector",
        ["cloud: gcp", "service: ebs", "item: m7g.xlarge", "region: us-*", "family: m6g", "service: ec2, region: eu-*"],
    )
    def test_an_entry_that_speaks_of_something_else_changes_nothing(self, read, selector):
        assert read(f"- {{{selector}, discount_percent: 50}}\n").adjust(LINUX, figure("1")) == figure("1")

    def test_what_the_book_lacks_gets_no_price(self, read):
        overrides = read("- {service: nat_gateway, unit_price: 0.03}\n")
        missing = Key(Cloud.AWS, "nat_gateway", "nothing", "eu-west-1")
        assert isinstance(Book(adjustments=(overrides,)).find(missing), NoFigure)

    @given(
        percent=st.decimals(0, 100, places=2),
        amounts=st.lists(st.decimals(0, 1000, places=6), min_size=1, max_size=4),
    )
    def test_a_discount_is_arithmetic(self, tmp_path_factory, percent, amounts):
        file = tmp_path_factory.mktemp("overrides") / "o.yaml"
        file.write_text(f"- {{cloud: aws, discount_percent: {percent}}}\n")
        paid = read_overrides(str(file), TODAY).adjust(LINUX, figure(*amounts))
        assert [tier.amount for tier in paid.tiers] == [amount * (1 - percent / 100) for amount in amounts]

    @given(factor=st.decimals(0, 100, places=4))
    def test_looking_up_through_an_override_is_looking_up_and_multiplying(self, factor):
        overrides = Overrides("o.yaml", (Entry(line=1, factor=factor),), (), "")
        listed, paid = (Book(adjustments=layers).find(LINUX) for layers in ((), (overrides,)))
        assert paid.amount == listed.amount * factor
        assert (paid.unit, paid.as_of, paid.region) == (listed.unit, listed.as_of, listed.region)


class TestFamilies:
    """Families of machines."""

    @pytest.mark.parametrize(
        ("cloud", "item", "family"),
        [
            (Cloud.AWS, "m7g.large", "m7g"),
            (Cloud.AWS, "db.r6g.12xlarge", "r6g"),
            (Cloud.AWS, "mysql/1/db.m5.2xlarge", "m5"),
            (Cloud.AWS, "cache.t3.micro", "t3"),
            (Cloud.AWS, "u-6tb1.metal", "u-6tb1"),
            (Cloud.AWS, "windows/t3.small", "t3"),
            (Cloud.AWS, "gp3_gb", ""),
            (Cloud.AZURE, "Standard_D4s_v5", "Standard_D*s_v5"),
            (Cloud.AZURE, "Standard_E4-2ds_v5", "Standard_E*ds_v5"),
            (Cloud.AZURE, "p10_lrs", ""),
            (Cloud.GCP, "n2-standard-4", "n2-standard"),
            (Cloud.GCP, "e2-micro", "e2-micro"),
            (Cloud.GCP, "e2/cpu", ""),
        ],
    )
    def test_the_family_of_an_item(self, cloud, item, family):
        assert family_of(cloud, item) == family

    def test_a_family_of_azure_is_not_another_that_begins_like_it(self, read):
        overrides = read("- {cloud: azure, family: Standard_D*s_v5, multiply: 0.5}\n")
        paid = [
            overrides.adjust(Key(Cloud.AZURE, "vm_linux", item, "eastus"), figure("1")).amount
            for item in ("Standard_D4s_v5", "Standard_DC4s_v5", "Standard_D4ds_v5")
        ]
        assert paid == [Decimal("0.5"), 1, 1]

    def test_globs_over_families(self, read):
        overrides = read("- {cloud: aws, service: ec2_linux, family: 'm?g', multiply: 0.5}\n")
        assert overrides.adjust(LINUX, figure("1")).amount == Decimal("0.5")

    @given(st.text("a*?", max_size=30), st.text("ab", max_size=30))
    def test_globs_match_as_those_of_policies_do(self, glob, text):
        from costguard.policy.glob import matches as policy_matches

        assert matches(glob, text) == (not glob or policy_matches(glob, text))


class TestWarnings:
    """What of the file did nothing."""

    def test_an_entry_that_ended_is_told_and_not_applied(self, read, tmp_path):
        overrides = read("- {cloud: aws, multiply: 0.5, reason: last year, until: 2026-11-21}\n")
        assert overrides.adjust(LINUX, figure("1")) == figure("1")
        assert list(overrides.warnings()) == [
            f"{tmp_path}/overrides.yaml:1: the override `last year` ended on 2026-11-21 and is not applied"
        ]

    def test_an_entry_holds_on_its_last_day(self, read):
        overrides = read("- {cloud: aws, multiply: 0.5, until: 2026-11-22}\n")
        assert overrides.adjust(LINUX, figure("1")).amount == Decimal("0.5")
        assert list(overrides.warnings()) == []

    def test_an_entry_that_came_upon_nothing_is_told(self, read, tmp_path):
        overrides = read("- {service: ec2_linux, multiply: 0.5}\n- {service: ebs, multiply: 0.5, reason: disks}\n")
        overrides.adjust(LINUX, figure("1"))
        assert list(overrides.warnings()) == [
            f"{tmp_path}/overrides.yaml:2: the override `disks` applies to nothing in this estimate"
        ]

    def test_the_digest_is_that_of_the_file_and_of_what_the_day_ended(self, read):
        text = "- {cloud: aws, multiply: 0.5, until: 2026-11-30}\n"
        digest = read(text).digest
        assert read(text, date(2026, 11, 30)).digest == digest
        assert read(text, date(2026, 12, 1)).digest != digest
        assert read(text + "\n").digest != digest


class TestMistakes:
    """Files that are refused, each with one sentence and its place."""

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("- {clod: aws, multiply: 1}", "1: an override has no key `clod`; did you mean `cloud`?"),
            ("- {cloud: aws, multiply: 1}\n- {cloud: aws, multiply: x}", "2: `multiply` is a number, not `x`"),
            ("- cloud: aws\n  multiply: -1", "2: `multiply` is from 0 to 100, such as 0.93, not -1"),
            (
                "- {cloud: aws, discount_percent: 101}",
                "1: `discount_percent` is from 0 to 100, of which 7 leaves 0.93 of the price, not 101",
            ),
            ("- {cloud: aws, unit_price: NaN}", "1: `unit_price` is USD from 0 to 1,000,000, not NaN"),
            (
                "- {cloud: aws}",
                "1: the override has none of discount_percent, multiply, unit_price; give it exactly one",
            ),
            (
                "- {cloud: aws, multiply: 1, unit_price: 1}",
                "1: the override has both multiply, unit_price; give it exactly one",
            ),
            ("- {cloud: ibm, multiply: 1}", "1: `cloud` is aws, azure or gcp, not `ibm`"),
            ("- {multiply: 1, until: soon}", "1: `until` is a day such as 2026-12-31, not `soon`"),
            ("- {multiply: 1, multiply: 2}", "1: `multiply` is there twice; keep one of them"),
            ("- {multiply: [1]}", "1: `multiply` takes one value"),
            ("- {service: '', multiply: 1}", "1: `service` takes one value"),
        ],
    )
    def test_an_entry_that_is_wrong(self, refused, content, told):
        assert refused(content) == f"overrides.yaml:{told}"

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("service: ec2_linx", "service `ec2_linx`; did you mean `ec2_linux`?"),
            (
                "cloud: gcp, service: ec2_linux",
                "service `ec2_linux`, cloud `gcp`; see costguard prices show",
            ),
            ("cloud: aws, region: eu-west-9", "region `eu-west-9`, cloud `aws`; did you mean `eu-west-3`?"),
            (
                "service: ec2_linux, item: m7q.large",
                "item `m7q.large`, service `ec2_linux`; did you mean `m7g.large`?",
            ),
            (
                "cloud: aws, service: ec2_linux, family: m99g",
                "family `m99g`, cloud `aws`, service `ec2_linux`; did you mean `m9g`?",
            ),
        ],
    )
    def test_an_entry_that_nothing_in_the_book_can_come_upon(self, refused, content, told):
        found = refused(f"- {{{content}, multiply: 0.9}}")
        assert found.startswith(f"overrides.yaml:1: the price book has no {told.partition(';')[0]}; ")
        assert ("did you mean" in found) == ("did you mean" in told)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            ("a: [", "overrides.yaml:2:1 is no YAML"),
            ("overrides: {}", "overrides.yaml:1: a file of overrides holds a list of entries"),
            ("- just words", "overrides.yaml:1: an override is a mapping"),
            ("text", "overrides.yaml:1: a file of overrides holds a list"),
            ("- {multiply: 1}\n---\n- {multiply: 1}", "overrides.yaml:2:1 is no YAML"),
        ],
    )
    def test_a_file_that_is_no_list_of_entries(self, refused, content, told):
        assert refused(content).startswith(told)

    def test_what_only_a_local_book_holds_can_be_spoken_of(self, tmp_path):
        with Writer(str(tmp_path / "prices.db"), Cloud.AWS) as writer:
            new = Quote("ec2_linux", "m77g.large", "eu-west-1", "hours", Decimal(0), Decimal(1), "a list", "2026-11-22")
            writer.stage([new])
            writer.make("2026-11-22T09:00:00+00:00", "https://prices.example")
            writer.seal().close()
            writer.finish()
        (tmp_path / "o.yaml").write_text("- {service: ec2_linux, family: m77g, multiply: 0.5}\n")
        with pytest.raises(BadInput, match=r"the price book has no family `m77g`"):
            read_overrides(str(tmp_path / "o.yaml"), TODAY)
        assert read_overrides(str(tmp_path / "o.yaml"), TODAY, open_local_book(str(tmp_path / "prices.db"))).entries

    def test_the_guides_example_is_read(self, read):
        guide = (Path(__file__).parents[3] / "docs" / "prices.md").read_text(encoding="utf-8")
        overrides = read(guide.partition("```yaml\n")[2].partition("```")[0])
        assert overrides.adjust(LINUX, figure("1")).amount == Decimal("0.93")
        data = Key(Cloud.AWS, "nat_gateway", "data_gb", "eu-west-1")
        assert overrides.adjust(data, figure("0.048")).amount == Decimal("0.03")

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(BadInput, match=r"^cannot read .*/none.yaml: No such file or directory; give --overrides"):
            read_overrides(str(tmp_path / "none.yaml"), TODAY)

    def test_a_file_of_no_bytes_is_a_failed_download(self, read):
        with pytest.raises(BadInput, match="is empty; a file of overrides holds"):
            read("")

    @pytest.mark.parametrize("content", ["# nothing yet\n", "[]\n"])
    def test_a_file_of_no_entries_changes_nothing(self, read, content):
        assert read(content).adjust(LINUX, figure("1")) == figure("1")
