"""Where a customer goes who is done, as the pages say it."""

from dataclasses import dataclass

from ligafiscal.domain import return_url
from ligafiscal.domain.customer import Customer


@dataclass(frozen=True, slots=True)
class WayBack:
    """`host` is told before anybody goes, `address` is what the link leads to."""

    host: str
    address: str


def way_back(customer: Customer) -> WayBack | None:
    """Where the business wants this customer sent back to, if anywhere."""
    link = customer.link
    if link is None or link.return_url is None:
        return None
    address = return_url.way_back(link.return_url, customer.id, link.state)
    return WayBack(return_url.host(link.return_url), address)
