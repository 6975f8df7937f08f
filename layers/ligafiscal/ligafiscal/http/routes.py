"""The route table: every path that exists and the methods it takes, for answering 404 and 405 from the `$default`
routes.

A test compares it with template.yaml.
"""

import re
from dataclasses import dataclass

# Routes of the API to be compatible with that this one does not have, and whose last part looks like an id.
_ABSENT = frozenset({"/organizations/domain-check", "/organizations/invites"})


@dataclass(frozen=True, slots=True)
class Route:
    api: str
    path: str
    methods: tuple[str, ...]

    def matches(self, path: str) -> bool:
        # A segment of dots names nothing: whoever followed it would climb out of the resource.
        return re.fullmatch(re.sub(r"\{\w+\}", r"(?!\.+(?:/|\\Z))[^/]+", self.path) + "/*", path) is not None


CUSTOMERS_API = "CustomersApi"
PORTAL_API = "PortalApi"

ROUTES = (
    Route(CUSTOMERS_API, "/customers", ("GET", "POST")),
    Route(CUSTOMERS_API, "/customers/{id}", ("GET", "PUT", "DELETE")),
    Route(CUSTOMERS_API, "/customers/{id}/tax-info-validation", ("GET",)),
    Route(CUSTOMERS_API, "/customers/{id}/email-edit-link", ("POST",)),
    Route(CUSTOMERS_API, "/customers/{id}/edit-link", ("GET", "DELETE")),
    Route(CUSTOMERS_API, "/edit-links", ("GET",)),
    Route(CUSTOMERS_API, "/organizations", ("GET", "POST")),
    Route(CUSTOMERS_API, "/organizations/{id}", ("GET", "DELETE")),
    Route(CUSTOMERS_API, "/organizations/{id}/legal", ("PUT",)),
    Route(CUSTOMERS_API, "/organizations/{id}/customization", ("PUT",)),
    Route(CUSTOMERS_API, "/organizations/{id}/logo", ("PUT",)),
    Route(CUSTOMERS_API, "/organizations/{id}/portal", ("GET", "PUT")),
    Route(CUSTOMERS_API, "/organizations/{id}/apikeys/test", ("GET", "PUT")),
    Route(CUSTOMERS_API, "/organizations/{id}/apikeys/live", ("GET", "PUT")),
    Route(CUSTOMERS_API, "/organizations/{id}/apikeys/live/{key_id}", ("PUT", "DELETE")),
    Route(CUSTOMERS_API, "/webhooks", ("GET", "POST")),
    Route(CUSTOMERS_API, "/webhooks/validate-signature", ("POST",)),
    Route(CUSTOMERS_API, "/webhooks/{id}", ("GET", "PUT", "DELETE")),
    Route(CUSTOMERS_API, "/webhooks/{id}/rotate-secret", ("POST",)),
    Route(CUSTOMERS_API, "/webhooks/{id}/test", ("POST",)),
    Route(CUSTOMERS_API, "/webhooks/{id}/recover", ("POST",)),
    Route(CUSTOMERS_API, "/webhooks/{id}/deliveries", ("GET",)),
    Route(CUSTOMERS_API, "/webhooks/{id}/deliveries/{delivery_id}", ("GET",)),
    Route(CUSTOMERS_API, "/webhooks/{id}/deliveries/{delivery_id}/retry", ("POST",)),
    Route(CUSTOMERS_API, "/events", ("GET",)),
    Route(CUSTOMERS_API, "/events/{id}", ("GET",)),
    Route(CUSTOMERS_API, "/check", ("GET",)),
    Route(PORTAL_API, "/tax-info/{key}", ("GET", "HEAD", "POST")),
    Route(PORTAL_API, "/tax-info/{key}/csf", ("POST",)),
    Route(PORTAL_API, "/tax-info/{key}/recover", ("POST",)),
    Route(PORTAL_API, "/tax-info/{key}/started", ("POST",)),
    Route(PORTAL_API, "/logos/{name}", ("GET",)),
    Route(PORTAL_API, "/zips/{zip}", ("GET",)),
)


def allowed_methods(api: str, path: str) -> tuple[str, ...]:
    """The methods a path takes, none if there is no such path. `path` is without the stage; a slash at its end is as
    good as none.
    """
    if is_absent(path):
        return ()
    return next((route.methods for route in ROUTES if route.api == api and route.matches(path)), ())


def is_absent(path: str) -> bool:
    """Whether a path that looks like an organization's is one of the routes that are not here."""
    return path.rstrip("/") in _ABSENT
