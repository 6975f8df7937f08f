"""Mail scanners, previews and crawlers: they open, probe and even post, and the customer's link is none the worse. Who
reads leaves no trace; who posts a form that is refused has started the link, once.
"""

import random

from tests.integration.conftest import FORM, Deployment, path_of, submit
from tests.integration.wire import Wire
from tests.support.handlers import portal_call

VISITS = 1_000
SCANNERS = (
    {"user-agent": "Mozilla/5.0 (compatible; SafeLinks)"},
    {"user-agent": "WhatsApp/2.24", "accept-encoding": "gzip"},
    {"user-agent": "curl/8", "accept-language": "en"},
    {"purpose": "prefetch", "sec-purpose": "prefetch;prerender"},
    {"x-http-method-override": "POST"},
    {"content-type": "application/json"},
)
READING = ("GET", "HEAD", "OPTIONS", "GET", "HEAD", "TRACE", "PUT", "DELETE", "PATCH")
WORTHLESS: tuple[dict[str, str], ...] = ({}, {"legal_name": ""}, FORM | {"tax_id": "x"}, FORM | {"show_again": "typed"})


def test_a_thousand_visits_use_nothing_up_and_write_nothing(deployment: Deployment, wire: Wire) -> None:
    customer = deployment.create()
    path = path_of(customer)
    stored = deployment.customer(customer["id"]), deployment.link(customer["id"])
    wire.forget()
    chance = random.Random(18)
    statuses = set()
    for _ in range(VISITS):
        method, headers = chance.choice(READING), chance.choice(SCANNERS)
        query = chance.choice([None, {"lang": "en"}, {"utm_source": "mail"}, FORM])
        statuses.add((method, portal_call(method, path, headers=headers, query=query).status))
        started = portal_call(method, f"{path}/started", headers=headers, query=query)
        assert started.status in (308, 404, 405)

    assert statuses == {(method, 200 if method in ("GET", "HEAD") else 405) for method in READING}
    assert not {operation for operation in wire.operations if operation != "GetSecretValue"} - {
        "TransactGetItems",
        "GetItem",
    }
    assert (deployment.customer(customer["id"]), deployment.link(customer["id"])) == stored

    wire.forget()
    for form in WORTHLESS * 5:
        assert submit(path, form).status in (200, 422)
    assert [operation for operation in wire.operations if operation == "TransactWriteItems"] == ["TransactWriteItems"]
    assert submit(path, FORM).status == 303
