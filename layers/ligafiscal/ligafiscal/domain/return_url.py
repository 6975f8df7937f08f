"""The way back: where a customer goes who is done, and what the business learns by it. No personal data."""

from urllib.parse import quote, unquote_plus, urlencode, urlsplit, urlunsplit

from ligafiscal.domain.link_history import Outcome


def host(url: str) -> str:
    """Where an address leads, as a customer is told before they go: the host, with the port if there is one."""
    return urlsplit(url).netloc.rpartition("@")[2]


def way_back(url: str, customer_id: str, state: str | None) -> str:
    """The address with `customer`, `edit_link_status` and, if there is one, `state` added to its own query, in place of
    parameters of the same names: of two, each program reads another one.
    """
    told = {"customer": customer_id, "edit_link_status": Outcome.COMPLETED.value}
    if state is not None:
        told["state"] = state
    parts = urlsplit(url)
    own = [one for one in parts.query.split("&") if one and unquote_plus(one.partition("=")[0]) not in told]
    query = "&".join([*own, urlencode(told, quote_via=quote, safe="")])
    return urlunsplit(parts._replace(path=parts.path or "/", query=query))
