"""VPN connections, client VPN and transit gateway attachments."""

from collections.abc import Iterator
from typing import Final

from costguard.pricing.lines import Line, Rate, by_use, hourly
from costguard.pricing.models import Models
from costguard.pricing.subject import Subject

_TABLE: Final = "vpc"
_DATA_KEY: Final = "monthly_data_processed_gb"


def connection(_: Subject) -> Iterator[Line]:
    """A site-to-site connection; its two tunnels are one."""
    yield hourly("VPN connection", Rate(_TABLE, "vpn_hours"))


def transit_gateway_attachment(subject: Subject) -> Iterator[Line]:
    """The attachment of a connection that ends at a transit gateway."""
    if subject.has("transit_gateway_id"):
        yield from attachment(subject)


def transit_gateway_data(subject: Subject) -> Iterator[Line]:
    """What a connection sends through a transit gateway."""
    if subject.has("transit_gateway_id"):
        yield from attachment_data(subject)


def attachment(_: Subject) -> Iterator[Line]:
    """An attachment to a transit gateway."""
    yield hourly("Transit gateway attachment", Rate(_TABLE, "transit_gateway/attachment_hours"))


def attachment_data(subject: Subject) -> Iterator[Line]:
    """What an attachment sends to the transit gateway."""
    rate = Rate(_TABLE, "transit_gateway/gb")
    yield by_use("Data processed", "GB", subject.usage.number(_DATA_KEY), rate, key=_DATA_KEY)


def gateway_attachment(subject: Subject) -> Iterator[Line]:
    """The attachment of a Direct Connect gateway, if it is to a transit gateway; one to a VPN gateway is free."""
    if _is_to_transit_gateway(subject):
        yield from attachment(subject)


def gateway_data(subject: Subject) -> Iterator[Line]:
    """What a Direct Connect gateway sends to a transit gateway."""
    if _is_to_transit_gateway(subject):
        yield from attachment_data(subject)


def client_connection(_: Subject) -> Iterator[Line]:
    """One client that is connected all month."""
    rate = Rate(_TABLE, "client_vpn/connection_hours")
    yield hourly("Connection", rate, assumption="one client, connected all month")


def client_association(_: Subject) -> Iterator[Line]:
    """The association of a client VPN endpoint with a subnet."""
    yield hourly("Endpoint association", Rate(_TABLE, "client_vpn/association_hours"))


def _is_to_transit_gateway(subject: Subject) -> bool:
    """Whether the associated gateway is a transit gateway, and not a VPN gateway."""
    return not subject.has("vpn_gateway_id") and not subject.linked("associated_gateway_id", "aws_vpn_gateway")


MODELS: Final[Models] = {
    "aws_vpn_connection": (connection, transit_gateway_attachment, transit_gateway_data),
    "aws_ec2_transit_gateway_vpc_attachment": (attachment, attachment_data),
    "aws_ec2_transit_gateway_peering_attachment": (attachment,),
    "aws_dx_gateway_association": (gateway_attachment, gateway_data),
    "aws_ec2_client_vpn_endpoint": (client_connection,),
    "aws_ec2_client_vpn_network_association": (client_association,),
}
