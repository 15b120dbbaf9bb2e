"""CloudFront: what distributions send and answer, by the part of the world it goes to, and their options."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate, by_use, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject
from costguard.pricing.values import Values

_TABLE: Final = "cloudfront"
_GLOBAL: Final = "global"
# The parts of the world that the price page has columns for, by the usage file's key.
_AREAS: Final = {
    "us": "US, Mexico, Canada",
    "europe": "Europe, Israel",
    "south_africa": "South Africa, Kenya, Middle East",
    "south_america": "South America",
    "japan": "Japan",
    "australia": "Australia, New Zealand",
    "asia_pacific": "Hong Kong, Philippines, Asia Pacific",
    "india": "India",
}
_TO_INTERNET: Final = "monthly_data_transfer_to_internet_gb"
_TO_ORIGIN: Final = "monthly_data_transfer_to_origin_gb"
_HTTP: Final = "monthly_http_requests"
_HTTPS: Final = "monthly_https_requests"
_TEN_THOUSAND: Final = 10_000
_FREE_PATHS: Final = 1000
# Where Origin Shield can stand: how the region is called, and the part of the price page that it belongs to
# (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html, 2025-01).
_SHIELDS: Final = {
    "us-east-1": ("US East", "us"),
    "us-east-2": ("US East", "us"),
    "us-west-1": ("US West", "us"),
    "us-west-2": ("US West", "us"),
    "eu-central-1": ("EU", "europe"),
    "eu-west-1": ("EU", "europe"),
    "eu-west-2": ("EU", "europe"),
    "eu-west-3": ("EU", "europe"),
    "eu-north-1": ("EU", "europe"),
    "eu-south-1": ("EU", "europe"),
    "ap-northeast-1": ("Asia Pacific", "japan"),
    "ap-northeast-2": ("Asia Pacific", "south_korea"),
    "ap-southeast-1": ("Asia Pacific", "singapore"),
    "ap-southeast-2": ("Asia Pacific", "australia"),
    "ap-southeast-3": ("Asia Pacific", "indonesia"),
    "ap-south-1": ("Asia Pacific", "india"),
    "ap-south-2": ("Asia Pacific", "india"),
    "me-central-1": ("Middle East", "middle_east"),
    "sa-east-1": ("South America", "south_america"),
}


def traffic(distribution: Subject) -> Iterator[Line]:
    """Transfer and requests in each part of the world that the usage file speaks of; else in the first, as a rate."""
    keys = (_TO_INTERNET, _TO_ORIGIN, _HTTP, _HTTPS)
    spoken_of = [area for area in _AREAS if any(distribution.usage.has(f"{key}.{area}") for key in keys)]
    for area in spoken_of or ["us"]:
        for line in _traffic_of(distribution, area):
            yield line.of(_AREAS[area])


def _traffic_of(distribution: Subject, area: str) -> Iterator[Line]:
    name = "Data transfer out to internet ({tier})"
    yield use_line(distribution, name, "GB", f"{_TO_INTERNET}.{area}", _rate(f"internet/{area}"))
    name = "Data transfer out to origin"
    yield use_line(distribution, name, "GB", f"{_TO_ORIGIN}.{area}", _rate(f"origin/{area}"))
    for name, key, item in (("HTTP requests", _HTTP, "http"), ("HTTPS requests", _HTTPS, "https")):
        yield use_line(distribution, name, "10k requests", f"{key}.{area}", _rate(f"{item}/{area}"), per=_TEN_THOUSAND)


def field_level_encryption(distribution: Subject) -> Iterator[Line]:
    """Requests whose fields the edge encrypts."""
    if any(behavior.has("field_level_encryption_id") for behavior in _behaviors(distribution)):
        key = "monthly_encryption_requests"
        name = "Field level encryption requests"
        yield use_line(distribution, name, "10k requests", key, _rate("encryption"), _TEN_THOUSAND)


def real_time_logs(distribution: Subject) -> Iterator[Line]:
    """Lines that go to a log as they happen. Standard logs cost nothing here, yet a usage file may count them."""
    is_real_time = any(behavior.has("realtime_log_config_arn") for behavior in _behaviors(distribution))
    if is_real_time or distribution.has("logging_config.bucket"):
        key = "monthly_log_lines"
        yield use_line(distribution, "Real-time log requests", "1M lines", key, _rate("real_time_log"), 1_000_000)


def dedicated_ips(distribution: Subject) -> Iterator[Line]:
    """Certificates for clients that do not send the name of the server."""
    if distribution.text("viewer_certificate.ssl_support_method", "sni-only") == "vip":
        count = distribution.usage.number_or("custom_ssl_certificates", 1)
        yield monthly("Dedicated IP custom SSLs", "certificates", count, _rate("dedicated_ip"))


def origin_shields(distribution: Subject) -> Iterator[Line]:
    """Requests that go through Origin Shield, in each region where one stands."""
    regions = {
        shield.text("origin_shield_region", "us-east-1"): None
        for origin in distribution.blocks("origin")
        for shield in origin.blocks("origin_shield")
        if shield.flag("enabled")
    }
    for region in regions:
        called, area = _SHIELDS.get(region, (region, region))
        name = f"Origin shield HTTP requests ({called} {region})"
        key = f"monthly_shield_requests.{area}"
        yield use_line(distribution, name, "10k requests", key, _rate(f"shield/{area}"), _TEN_THOUSAND)


def invalidations(distribution: Subject) -> Iterator[Line]:
    """Paths taken out of the caches; the first thousand of a month are free."""
    key = "monthly_invalidation_requests"
    paths = distribution.usage.number(key)
    free = None if paths is None else min(paths, Decimal(_FREE_PATHS))
    yield by_use("Invalidation requests (first 1k)", "paths", free, _rate("invalidations/first_1k"), key=key)
    if paths is not None and paths > _FREE_PATHS:
        over = paths - _FREE_PATHS
        yield by_use("Invalidation requests (over 1k)", "paths", over, _rate("invalidations/over_1k"), key=key)


def _behaviors(distribution: Subject) -> tuple[Values, ...]:
    return distribution.blocks("default_cache_behavior") + distribution.blocks("ordered_cache_behavior")


def _rate(item: str) -> Rate:
    return Rate(_TABLE, item, region=_GLOBAL)


_invocations = use_cost(
    "Total number of invocations", "1M invocations", "monthly_requests", _rate("function"), 1_000_000
)
_reads = use_cost("Reads", "1M reads", "monthly_reads", _rate("key_value_reads"), 1_000_000)

MODELS: Final[Models] = {
    "aws_cloudfront_distribution": (
        field_level_encryption,
        real_time_logs,
        dedicated_ips,
        origin_shields,
        invalidations,
        traffic,
    ),
    "aws_cloudfront_function": (_invocations,),
    "aws_cloudfront_key_value_store": (_reads,),
}
