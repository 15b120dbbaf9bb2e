"""`costguard prices`: what the book holds, on a page, as JSON and as CSV; and syncing, from the command line.

`COSTGUARD_REGENERATE=1 pytest tests/cli/test_prices_command.py` writes the pages anew; read them before you commit.
"""

import csv
import hashlib
import io
import json
import os
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from costguard.model.cloud import Cloud
from costguard.pricing.book import embedded
from costguard.pricing.book.local import DEFAULT_BOOK
from costguard.pricing.sync.findings import Quote
from costguard.pricing.sync.writer import Writer

GOLDEN = Path(__file__).parent / "golden"
NOW = ("--now", "2026-11-22")
FIGURES = {
    "aws/sources.csv": (
        "id,as_of,confidence,source\n"
        "page,2024-02-01,exact,The price page (https://prices.example/a-rather-long-path/that-goes-on/and-on)\n"
        "ratio,2025-03-01,regional_factor,ratio of known prices\n"
    ),
    "aws/regions.csv": "region,partition\nus-east-1,commercial\neu-west-1,commercial\n",
    "aws/factors.csv": "table,prefix,base,source,eu-west-1\nebs,gp,us-east-1,ratio,1.1\n",
    "aws/ebs.csv": (
        "item,unit,from,tier,source,us-east-1,eu-west-1\ngp3_gb,GB,0,,page,0.08,\nst1_gb,GB,0,,page,0.045,0.05\n"
    ),
    "aws/s3.csv": (
        "item,unit,from,tier,source,*\n"
        "standard_gb,GB,0,first 50TB,page,0.023\n"
        "standard_gb,GB,51200,over 50TB,page,0.022\n"
    ),
    "aws/ec2_linux.json": json.dumps(
        {
            "unit": "hours",
            "source": "AWS price list",
            "as_of": "2026-07",
            "base_region": "us-east-1",
            "families": {"m7g": {"base": {"m7g.large": "0.0816"}, "factors": {"eu-west-1": "1.115"}}},
        }
    ),
    "azure/regions.csv": "region,partition\neastus,commercial\n",
    "gcp/regions.csv": "region,partition\nus-central1,commercial\n",
}


@pytest.fixture(autouse=True)
def _figures(tmp_path, monkeypatch):
    """A small price book, in a working folder of its own."""
    home = tmp_path / "figures"
    for name, text in FIGURES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    sums = (f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in FIGURES.items())
    (home / "SHA256SUMS").write_text("".join(sums))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(embedded, "FIGURES", home)
    _forget()
    yield
    _forget()


def _forget():
    for remembered in (embedded.shelf, embedded._table, embedded._grid, embedded.checksums):
        remembered.cache_clear()


@pytest.fixture
def book():
    """A local book with three figures, one of them of hostile text, where the command looks for it."""
    with Writer(DEFAULT_BOOK, Cloud.AWS) as writer:
        told = "AWS price list, AmazonEC2 20261101"
        writer.stage(
            [
                Quote("ebs", "gp3_gb", "eu-west-1", "GB", Decimal(0), Decimal("0.0885"), told, "2026-11-20"),
                Quote("ebs", "=cmd()\x1b[2J", "eu-west-1", "GB", Decimal(0), Decimal(1), told, "2026-11-20"),
                Quote("ec2_linux", "m9g.large", "eu-west-1", "hours", Decimal(0), Decimal(2), told, "2026-11-20"),
            ]
        )
        writer.make("2026-11-20T09:00:00+00:00", "https://prices.example")
        writer.seal().close()
        writer.finish()


class TestShow:
    """`costguard prices show`."""

    @pytest.mark.parametrize(
        ("golden", "arguments"),
        [
            ("prices_show.txt", ()),
            ("prices_show_ebs.txt", ("ebs",)),
            ("prices_show_s3.txt", ("s3", "--cloud", "aws")),
        ],
    )
    @pytest.mark.usefixtures("book")
    def test_a_page_is_as_a_person_has_seen_it(self, costguard, golden, arguments):
        run = costguard("prices", "show", *arguments, *NOW)
        assert (run.code, run.err) == (0, "")
        if os.environ.get("COSTGUARD_REGENERATE"):
            (GOLDEN / golden).write_text(run.out, encoding="utf-8")
        assert run.out == (GOLDEN / golden).read_text(encoding="utf-8")
        assert max(len(line) for line in run.out.splitlines() if "https://" not in line) <= 80

    def test_without_a_local_book_it_says_so(self, costguard):
        assert "No local book: these are the figures that ship" in costguard("prices", "show", *NOW).out

    @pytest.mark.usefixtures("book")
    def test_a_book_from_the_future_is_told(self, costguard):
        run = costguard("prices", "show", "--now", "2026-11-19")
        assert "synced 2026-11-20T09:00:00+00:00, in the future: check this machine's clock" in run.out
        document = json.loads(costguard("prices", "show", "--now", "2026-11-19", "--format", "json").out)
        assert document["book"]["from_the_future"] is True

    @pytest.mark.usefixtures("book")
    def test_json_has_every_table_and_the_book(self, costguard):
        document = json.loads(costguard("prices", "show", "--format", "json", *NOW).out)
        assert document["tables"][0] == {
            "cloud": "aws", "table": "ebs", "figures": 5, "regions": 2, "oldest": "2024-02-01",
            "newest": "2026-11-20", "exact": 5, "regional_factor": 0, "local": 2,
        }  # fmt: skip
        assert document["book"]["parts"] == 2
        assert document["book"]["digest"].startswith("sha256:")

    def test_figures_can_be_chosen(self, costguard):
        run = costguard("prices", "show", "ebs", "--region", "eu-west-1", "--item", "gp*", "--format", "json")
        assert json.loads(run.out)["figures"] == [
            {
                "cloud": "aws", "table": "ebs", "item": "gp3_gb", "region": "eu-west-1", "unit": "GB", "from": "0",
                "usd": "0.088", "label": "", "as_of": "2024-02-01", "confidence": "regional_factor", "local": False,
                "source": "The price page (https://prices.example/a-rather-long-path/that-goes-on/and-on); "
                "ratio of known prices",
            }
        ]  # fmt: skip

    def test_csv_has_a_row_for_each_tier(self, costguard):
        rows = list(csv.DictReader(io.StringIO(costguard("prices", "show", "s3", "--format", "csv").out)))
        assert [(row["region"], row["from"], row["usd"]) for row in rows] == [
            ("*", "0", "0.023"),
            ("*", "51200", "0.022"),
        ]

    @pytest.mark.parametrize("form", ["text", "json", "csv"])
    @pytest.mark.usefixtures("book")
    def test_hostile_text_does_no_harm(self, costguard, form):
        out = costguard("prices", "show", "ebs", "--format", form).out
        assert "\x1b" not in out
        assert "\n=cmd" not in out.replace("aws,ebs,", "\n") or form == "text"

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("ebz",), "the price book has no table `ebz`; did you mean `ebs`?"),
            (("ebs", "--item", "x"), "no figure of ebs is left; `costguard prices show ebs` lists all of them"),
            (("--item", "x"), "--item and --region choose among the figures of a table; name one, as in"),
            (("--book", "none.db"), "there is no price book at none.db; make one with `costguard prices sync aws"),
        ],
    )
    def test_a_mistake_is_one_sentence(self, costguard, arguments, told):
        run = costguard("prices", "show", *arguments)
        assert (run.code, run.out) == (2, "")
        assert run.err.startswith(f"costguard: {told}")
        assert run.err.count("\n") == 1

    def test_a_moment_that_is_none(self, costguard):
        assert "`soon` is no moment" in costguard("prices", "show", "--now", "soon").err


class TestSync:
    """`costguard prices sync`."""

    def test_it_tells_what_it_read_what_changed_and_where_the_book_is(self, costguard, endpoint):
        run = costguard("prices", "sync", "aws", "--service", "ebs", "--endpoint", endpoint, *NOW)
        assert (run.code, run.err) == (0, "")
        lines = run.out.splitlines()
        assert lines[:3] == [
            "3 prices read, 2 of them ours",
            "  1 left out: at nothing, where nothing is free",
            "0 new, 1 changed, 0 as before, 0 gone",
        ]
        assert lines[3] == "  ebs gp3_gb eu-west-1: 0.088 -> 0.0968 USD by GB (+10.0 %)"
        assert lines[-1].startswith("the book is costguard-prices.db (sha256:")
        assert "0.0968" in costguard("prices", "show", "ebs", "--item", "gp3_gb").out

    def test_google_needs_a_key(self, costguard, monkeypatch):
        monkeypatch.delenv("COSTGUARD_GCP_API_KEY", raising=False)
        run = costguard("prices", "sync", "gcp")
        assert (run.code, run.out) == (2, "")
        assert run.err == (
            "costguard: Google's list needs an API key of the Cloud Billing API; put it into COSTGUARD_GCP_API_KEY\n"
        )


@pytest.fixture
def endpoint():
    """A server with the smallest list of AWS: two volumes and a tax."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Lists)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _volume(sku, kind):
    attributes = {"volumeApiName": kind, "usagetype": f"EU-EBS:VolumeUsage.{kind}", "regionCode": "eu-west-1"}
    return {"sku": sku, "productFamily": "Storage", "attributes": attributes}


def _terms(sku, usd):
    return {f"{sku}.T": {"priceDimensions": {"0": {"unit": "GB-Mo", "beginRange": "0", "pricePerUnit": {"USD": usd}}}}}


_LISTS = {
    "/offers/v1.0/aws/index.json": {"offers": {"AmazonEC2": {"currentRegionIndexUrl": "/regions"}}},
    "/regions": {"regions": {"eu-west-1": {"currentVersionUrl": "/offer"}}},
    "/offer": {
        "products": {"A": _volume("A", "gp3"), "B": _volume("B", "gp2")},
        "terms": {"OnDemand": {"A": _terms("A", "0.0968"), "B": _terms("B", "0"), "TAX": _terms("TAX", "1")}},
    },
}


class _Lists(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(_LISTS[self.path]).encode()
        self.send_response_only(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
