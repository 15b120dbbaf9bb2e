"""Clouds on this machine that hold so many resources, and refuse some calls: the stand-ins of the tests, filled.

    python benchmarks/audit_clouds.py aws|azure|gcp RESOURCES

Prints what a collector has to be told to find it, as JSON, and serves until its standard input is closed.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

_TESTS: Final = Path(__file__).parents[1] / "tests"
_PAGE_ROWS: Final = 500
_SPREAD: Final = 5
"""Accounts, subscriptions and projects that the resources are spread over."""

REFUSALS: Final = 3
"""Calls that are answered with "too many requests" before the cloud goes on."""

_KEYS: Final = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
}


@contextmanager
def _aws(resources: int) -> Iterator[str]:
    """An organisation whose view in Resource Explorer tells all of them."""
    stand_ins = _imported("aws_stand_ins")
    with stand_ins.serve_aws() as aws:
        os.environ.update({**_KEYS, "AWS_ENDPOINT_URL": aws.url})
        accounts = list(stand_ins.seed_organisation().accounts.values())[:_SPREAD]
        aws.explorer.page_rows = _PAGE_ROWS
        arn = f"arn:aws:resource-explorer-2:us-east-1:{stand_ins.CALLER}:view/all/1"
        aws.explorer.default_view = arn
        aws.explorer.views[arn] = {
            "ViewArn": arn,
            "Scope": f"arn:aws:organizations::{stand_ins.CALLER}:organization/o-exampleorg",
            "IncludedProperties": [{"Name": "tags"}],
            "Filters": {"FilterString": ""},
        }
        aws.explorer.indexes += [
            {"AccountId": account, "Region": "us-east-1", "Type": "AGGREGATOR", "Arn": f"arn:{account}:index/1"}
            for account in accounts
        ]
        aws.explorer.resources += [_volume(number, accounts[number % len(accounts)]) for number in range(resources)]
        aws.fail("resource-explorer-2:ListResources", "ThrottlingException", status=429, times=REFUSALS)
        yield ",".join(accounts)


def _volume(number: int, account: str) -> dict[str, Any]:
    told = [{"Key": key, "Value": value} for key, value in _tags(number).items()]
    return {
        "Arn": f"arn:aws:ec2:us-east-1:{account}:volume/vol-{number:08x}",
        "OwningAccountId": account,
        "Region": "us-east-1",
        "ResourceType": "ec2:volume",
        "Service": "ec2",
        "LastReportedAt": "2026-11-22T00:00:00Z",
        "Properties": [{"Name": "tags", "LastReportedAt": "2026-11-22T00:00:00Z", "Data": told}],
    }


@contextmanager
def _azure(resources: int) -> Iterator[str]:
    """A tenant whose Resource Graph tells all of them."""
    local = _imported("local_azure")
    azure = local.Azure()
    keys = [azure.add_subscription(f"{number:08x}-0000-4000-8000-000000000000") for number in range(_SPREAD)]
    for number in range(resources):
        azure.add_resource(keys[number % _SPREAD], f"sa{number:06}", tags=_tags(number))
    refusal = (429, local.error("RateLimiting"), {"Retry-After": "1"})
    azure.trouble(*[refusal] * REFUSALS, when=lambda _, body: body.get("query", "").startswith("Resources "))
    with contextmanager(local.serve)(azure) as served:
        yield served.url


@contextmanager
def _gcp(resources: int) -> Iterator[str]:
    """An organisation that Cloud Asset Inventory tells all of."""
    shop, stub = _imported("google_shop"), _imported("google_stub")
    google = shop.shop()
    disks = [shop.found_disk(101, "shop-cart", f"disk-{number:06}", _tags(number)) for number in range(resources)]
    pages = [disks[start : start + _PAGE_ROWS] for start in range(0, resources, _PAGE_ROWS)]
    google.assets[shop.ORGANIZATION] = pages
    refusal = stub.Refusal("RESOURCE_EXHAUSTED")
    google.fail("search_all_resources", shop.ORGANIZATION, with_=refusal, times=REFUSALS)
    with stub.grpc_server(google) as endpoint:
        yield endpoint


CLOUDS: Final[Mapping[str, Callable[[int], AbstractContextManager[str]]]] = {"aws": _aws, "azure": _azure, "gcp": _gcp}
"""Serves so many resources until the end of the block; gives the accounts or the address that a collector asks for."""


def main() -> None:
    """Serve what the command line asks for."""
    cloud, resources = sys.argv[1:]
    with CLOUDS[cloud](int(resources)) as where:
        keys = {name: os.environ[name] for name in (*_KEYS, "AWS_ENDPOINT_URL") if cloud == "aws"}
        print(json.dumps({"where": where, "environment": keys}), flush=True)
        sys.stdin.read()


def _tags(number: int) -> dict[str, str]:
    return {
        "environment": ("prod", "dev")[number % 2],
        "owner": f"user{number % 500}",
        "application": f"app-{number % 90}",
    }


def _imported(name: str) -> Any:  # noqa: ANN401  (the tests' own modules)
    if str(_TESTS) not in sys.path:
        sys.path.insert(0, str(_TESTS))
    return importlib.import_module(name)


if __name__ == "__main__":
    main()
