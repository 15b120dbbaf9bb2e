"""`ipRangeContains`: whether one range of IP addresses lies within another, in the three forms Azure Policy reads."""

from costguard.prove.azure.policy_values import EvaluationFailure, Json


def ip_range_contains(outer: Json, inner: Json) -> Json:
    """Whether the first range holds all of the second.

    A range is an address, `10.0.0.0/24` or `first-last`. Raises EvaluationFailure where one is none, and where IPv4
    meets IPv6.
    """
    (version, first, last), (inner_version, inner_first, inner_last) = _range(outer), _range(inner)
    if version != inner_version:
        raise EvaluationFailure("ipRangeContains() cannot compare a range of IPv4 with one of IPv6")
    return first <= inner_first and inner_last <= last


def _range(written: Json) -> tuple[int, int, int]:
    """The IP version, the first address and the last."""
    from ipaddress import ip_address, ip_network

    try:
        text = written if isinstance(written, str) else ""
        if "-" in text:
            first, last = (ip_address(part.strip()) for part in text.split("-"))
        else:
            network = ip_network(text, strict=False)
            first, last = network[0], network[-1]
    except ValueError:
        raise EvaluationFailure("ipRangeContains() takes ranges of IP addresses, and was given none") from None
    if first.version != last.version or int(first) > int(last):
        raise EvaluationFailure("ipRangeContains() takes ranges that hold an address, and was given an empty one")
    return first.version, int(first), int(last)
