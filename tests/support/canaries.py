"""Values that nobody else has, sent to every route in every place for a text: where they turn up, they leaked."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from tests.integration.web import Browser
from tests.support import described
from tests.support.handlers import Response

# Well-formed ones, so that they are taken and stored. The name has no accents: logs and forms spell those in many ways.
CANARIES = {
    "legal_name": "CANARIO QUETZALCOATLUS",
    "tax_id": "QUE010203QZ4",
    "email": "canario@quetzalcoatlus.example",
    "phone": "5558675309",
    "street": "Callejon Axolotl",
    "neighborhood": "Barrio Ajolotera",
    "exterior": "CANARIO-7781",
    "interior": "CANARIO-7782",
    "q": "quetzalcoatlus",
    "idempotency": "canario-pedido-90210",
    "path": "canario.en.la.ruta",
    "header": "canario-en-un-encabezado",
    "broken": "canario-en-json-roto",
    "website": "https://canario-quetzalcoatlus.example",
    "key": "sk_live_CanarioCanarioCanario0123456789",
}
CUSTOMER = {
    "legal_name": CANARIES["legal_name"],
    "tax_id": CANARIES["tax_id"],
    "tax_system": "601",
    "email": CANARIES["email"],
    "phone": CANARIES["phone"],
    "address": {
        "zip": "85900",
        **{name: CANARIES[name] for name in ("street", "neighborhood", "exterior", "interior")},
    },
}
FORM = {
    **{name: str(value) for name, value in CUSTOMER.items() if name != "address"},
    "address.zip": "85900",
    **{f"address.{name}": CANARIES[name] for name in ("street", "neighborhood", "exterior", "interior")},
}
HEADERS = {
    "content-type": "application/json",
    "user-agent": CANARIES["header"],
    "referer": f"https://example.com/{CANARIES['header']}",
    "cookie": f"a={CANARIES['header']}",
    "x-forwarded-for": CANARIES["header"],
    "accept-language": CANARIES["header"],
}


def quoted_in_errors(stack: dict[str, Any]) -> list[str]:
    """Send the canaries everywhere; the routes whose error answers say one of them back."""
    found = []
    for route, answer in _sent_everywhere(stack):
        said = answer.body.decode("utf-8", "replace").casefold()
        # A page that asks again shows what was typed, to whoever typed it.
        is_a_form = b"<form" in answer.body
        if answer.status >= 400 and not is_a_form and any(one.casefold() in said for one in CANARIES.values()):
            found.append(f"{route} {answer.status}")
    return found


def _sent_everywhere(stack: dict[str, Any]) -> Iterator[tuple[str, Response]]:
    api, portal = Browser(stack["api_url"], stack["live_key"]), Browser(stack["portal_url"])
    made = api.send(
        "POST",
        "/customers?createEditLink=true",
        json.dumps(CUSTOMER).encode(),
        HEADERS | {"idempotency-key": CANARIES["idempotency"]},
    )
    yield "made", made
    ids = {"id": made.json["id"], "key_id": CANARIES["path"], "delivery_id": made.json["id"]}
    for path, methods in described.document()["paths"].items():
        for method in methods:
            for place in (ids, dict.fromkeys(ids, quote(CANARIES["path"]))):
                if method == "delete" and place is ids:
                    continue
                target = path.format(**place) + "?" + urlencode({"q": CANARIES["q"], "email": CANARIES["email"]})
                for body in _bodies():
                    yield f"{method} {path}", api.send(method.upper(), target, body, HEADERS)
                foreign = {"authorization": f"Bearer {CANARIES['key']}"}
                yield f"{method} {path}", api.send(method.upper(), target, b"{}", HEADERS | foreign)
    link = made.json["edit_link"].removeprefix(stack["portal_url"])
    form_type = {"content-type": "application/x-www-form-urlencoded"}
    for form in (FORM | {"tax_system": CANARIES["exterior"]}, FORM, FORM | {"phone": "5550001111"}):
        yield "submit", portal.send("POST", link, urlencode(form).encode(), HEADERS | form_type)
    for path in (link, f"/tax-info/{CANARIES['path']}", f"/logos/{CANARIES['path']}", f"/{CANARIES['path']}"):
        for method in ("GET", "HEAD", "POST", "DELETE"):
            yield path, portal.send(method, f"{path}?email={quote(CANARIES['email'])}", None, HEADERS)
    api.close()
    portal.close()


def _bodies() -> Iterator[bytes]:
    yield json.dumps(CUSTOMER | {"tax_system": CANARIES["exterior"]}).encode()
    yield json.dumps({"email": CANARIES["email"] + " no", "address": CANARIES["street"]}).encode()
    yield f'{{"legal_name": "{CANARIES["broken"]}'.encode()
    yield json.dumps({"name": CANARIES["legal_name"], "website": CANARIES["website"], "phone": []}).encode()
