"""Route 53: zones and health checks by the month, queries by the million, resolver endpoints by the hour."""

from collections.abc import Iterator
from typing import Final

from costguard.model.money import HOURS_PER_MONTH
from costguard.pricing.aws._use import use_cost, use_line
from costguard.pricing.lines import Line, Rate, hourly, monthly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "route53"
_GLOBAL: Final = "global"
_UNIT: Final = "1M queries"
_MILLION: Final = 1_000_000
_QUERIES: Final = (
    ("Standard queries ({tier})", "monthly_standard_queries", "standard"),
    ("Latency based routing queries ({tier})", "monthly_latency_based_queries", "latency"),
    ("Geo DNS queries ({tier})", "monthly_geo_queries", "geo"),
)
_FAST_SECONDS: Final = 10
# https://aws.amazon.com/route53/pricing/ (2025-01): calculated checks and those of metrics.
_WITHOUT_ENDPOINT: Final = ("CALCULATED", "CLOUDWATCH_METRIC")


def zone(_: Subject) -> Iterator[Line]:
    """A hosted zone, be it made for a namespace of Cloud Map. From an account's 26th on they cost less."""
    yield monthly("Hosted zone", "months", 1, Rate(_TABLE, "zone", region=_GLOBAL))


def queries(record: Subject) -> Iterator[Line]:
    """Queries of a record. An alias of an AWS resource is answered for nothing, one of another record is not."""
    if record.has("alias") and not record.linked("alias.name", "aws_route53_record"):
        return
    for name, key, item in _QUERIES:
        rate = Rate(_TABLE, f"queries/{item}", region=_GLOBAL)
        yield use_line(record, name, _UNIT, key, rate, _MILLION)
    if record.has("cidr_routing_policy"):
        rate = Rate(_TABLE, "queries/ip", region=_GLOBAL)
        yield use_line(record, "IP based routing queries ({tier})", _UNIT, "monthly_ip_queries", rate, _MILLION)


def health_check(check: Subject) -> Iterator[Line]:
    """A health check, by whether its endpoint is in AWS. The first 50 of those of an account are free."""
    item = f"health_check/{_endpoint(check)}"
    yield monthly("Health check", "months", 1, Rate(_TABLE, item, region=_GLOBAL), assumption=_assumption(check))


def optional_features(check: Subject) -> Iterator[Line]:
    """Each of HTTPS, matching a text, checking every ten seconds and measuring latency."""
    kind = check.text("type").upper()
    count = sum(
        (
            kind.startswith("HTTPS"),
            kind.endswith("STR_MATCH"),
            check.number("request_interval", 30) == _FAST_SECONDS,
            check.flag("measure_latency", default=False),
        )
    )
    if count:
        rate = Rate(_TABLE, f"option/{_endpoint(check)}", region=_GLOBAL)
        yield monthly("Optional features", "months", count, rate, assumption=_assumption(check))


def resolver_interfaces(endpoint: Subject) -> Iterator[Line]:
    """The network interfaces of a resolver endpoint, one for each address."""
    addresses = len(endpoint.blocks("ip_address"))
    yield hourly("Resolver endpoints", Rate(_TABLE, "resolver_eni"), hours=HOURS_PER_MONTH * addresses)


def traffic_policy(_: Subject) -> Iterator[Line]:
    """A record that a traffic policy answers."""
    yield monthly("Policy record", "records", 1, Rate(_TABLE, "traffic_policy", region=_GLOBAL))


def recovery_cluster(_: Subject) -> Iterator[Line]:
    """A cluster of routing controls, as long as it is there."""
    yield hourly("Recovery cluster", Rate(_TABLE, "recovery_cluster", region=_GLOBAL))


def firewall_domains(domains: Subject) -> Iterator[Line]:
    """The domains that a list of the DNS Firewall names; a list that AWS keeps costs nothing."""
    count = len(domains.texts("domains"))
    if count:
        yield monthly("Domains", "domains", count, Rate(_TABLE, "firewall_domains"))


def _endpoint(check: Subject) -> str:
    """Where the endpoint is. A check of other checks or of an alarm has none, and costs as one in AWS does."""
    if check.text("type").upper() in _WITHOUT_ENDPOINT:
        return "aws"
    return "non_aws" if check.usage.text("endpoint_type", "aws").replace("-", "_") == "non_aws" else "aws"


def _assumption(check: Subject) -> str:
    is_told = check.usage.has("endpoint_type") or check.text("type").upper() in _WITHOUT_ENDPOINT
    return "" if is_told else "the endpoint is in AWS"


_resolver_queries = use_cost(
    "DNS queries ({tier})", _UNIT, "monthly_queries", Rate(_TABLE, "resolver_queries"), _MILLION
)
_firewall_queries = use_cost(
    "DNS queries ({tier})", _UNIT, "monthly_queries", Rate(_TABLE, "firewall_queries"), _MILLION
)

MODELS: Final[Models] = {
    "aws_route53_zone": (zone,),
    "aws_service_discovery_private_dns_namespace": (zone,),
    "aws_service_discovery_public_dns_namespace": (zone,),
    "aws_route53_record": (queries,),
    "aws_route53_health_check": (health_check, optional_features),
    "aws_route53_resolver_endpoint": (resolver_interfaces, _resolver_queries),
    "aws_route53_resolver_firewall_domain_list": (firewall_domains,),
    "aws_route53_resolver_firewall_rule_group_association": (_firewall_queries,),
    "aws_route53_traffic_policy_instance": (traffic_policy,),
    "aws_route53recoverycontrolconfig_cluster": (recovery_cluster,),
}
