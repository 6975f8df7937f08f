"""Facturapi's published samples for customers and organizations, in curl, Node, C#, Java and PHP: each is answered as
its page says, or the guide names why not.

They stand in FacturAPI/facturapi-docs (commit dcbdc849): the `x-codeSamples` of `website/openapi_v2.en.yaml`, and the
guides `customers`, `customer-edit-link` and `organizations`. Ids and keys in them are placeholders, and Java's show a
test key on every operation: here they are those that the operation takes. What is sent is what the SDKs make of a
sample; their way to write it is in `tests/sdk/test_wire.py`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from local.demo import LOGO
from tests.functional.conftest import Clock, Deployment, create
from tests.support.handlers import Response, api_call

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide.md"

DUNDER = {
    "legal_name": "Dunder Mifflin",
    "email": "email@example.com",
    "tax_id": "ABC101010111",
    "tax_system": "601",
    "address": {"zip": "01234"},
}
SWEDISH = {
    "legal_name": "Vättenfall, A.B.",
    "tax_id": "198912171234",
    "email": "email@example.com",
    "address": {"country": "SWE", "zip": "17123", "city": "Stockholm"},
}
SKYNET = {
    "name": "Skynet",
    "legal_name": "Skynet",
    "tax_system": "601",
    "website": "www.sky.net",
    "phone": "555-555-5555",
    "address": {
        "exterior": "1414",
        "interior": "12",
        "zip": "44940",
        "neighborhood": "Villa Toscana",
        "city": "Guadalajara",
        "municipality": "Guadalajara",
        "state": "Jalisco",
        "country": "México",
    },
}
COLOR = {"color": "#BADA55", "pdf_extra": {"codes": False, "product_key": True}}
JAVA_COMPANY = {
    "legal_name": "Mi Empresa SA de CV",
    "tax_id": "XAXX010101000",
    "tax_system": "601",
    "email": "cliente@example.com",
}
PERIOD = {"date[gt]": "2021-07-14T06:00:00.000Z", "date[lt]": "2021-08-14T06:00:00.000Z"}
ALL = ("curl", "Node", "C#", "Java", "PHP")
LINK = {"createEditLink": "true"}


@dataclass(frozen=True)
class Sample:
    """`shows` are members of the answer at their dotted paths, as the page has them; `told` is the code of a refusal,
    and then `why` a word of the guide that explains it.
    """

    name: str
    languages: tuple[str, ...]
    method: str
    path: str
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    key: str = "test_key"
    status: int = 200
    shows: dict[str, Any] = field(default_factory=dict)
    told: str | None = None
    why: str | None = None

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.languages)})"


C = "/customers/{customer}"
O = "/organizations/{organization}"  # noqa: E741

SAMPLES = [
    Sample(
        *("createCustomer", ("curl", "Node", "C#", "PHP"), "POST", "/customers", DUNDER),
        status=201,
        # The page's upper-case rule: names are kept as SAT has them.
        shows={"legal_name": "DUNDER MIFFLIN", "tax_id": "ABC101010111", "address.zip": "01234", "livemode": False},
    ),
    Sample(
        *("createCustomer", ("Java",), "POST", "/customers", JAVA_COMPANY),
        status=400,
        told="tax_system_not_allowed_for_tax_id",
        why="XAXX010101000",
    ),
    Sample("listCustomers", ("curl", "Node"), "GET", "/customers", query={"q": "Dunder", **PERIOD, "page": "1"}),
    # A dictionary's ToString() in C#, which has no such constructor of DateTime either; PHP throws by itself.
    Sample(
        *("listCustomers", ("C#",), "GET", "/customers"),
        query={
            "q": "Dunder",
            "date": "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
            "page": "1",
        },
        status=400,
        told="invalid_date",
        why="Dictionary",
    ),
    Sample("listCustomers", ("Java",), "GET", "/customers", query={"page": "0", "limit": "10"}),
    Sample("getCustomer", ALL, "GET", C, shows={"tax_id": "ABC101010111"}),
    Sample(
        *("editCustomer", ("curl", "Node", "C#"), "PUT", C),
        {"email": "jdoe@example.com", "address": {"street": "Santa Monica Ave."}},
        shows={"email": "jdoe@example.com", "address.street": "Santa Monica Ave.", "address.zip": "01234"},
    ),
    Sample(
        *("editCustomer", ("PHP",), "PUT", C),
        {"email": "jdoe@example.com", "legal_name": "Dunder Mifflin", "address": {"street": "Santa Monica Ave."}},
        shows={"email": "jdoe@example.com", "legal_name": "DUNDER MIFFLIN"},
    ),
    Sample(
        *("editCustomer", ("Java",), "PUT", C, {"legal_name": "Mi Empresa SA de CV", "email": "cliente@example.com"}),
        shows={"email": "cliente@example.com"},
    ),
    Sample("deleteCustomer", ALL, "DELETE", C, shows={"tax_id": "ABC101010111"}),
    # curl's says no Content-Type, and so sends that of a form. PHP's SDK has no such method.
    Sample(
        *("sendEditLinkByEmail", ("curl", "Node", "C#", "Java"), "POST", f"{C}/email-edit-link"),
        {"email": "email@example.com"},
        shows={"ok": True},
    ),
    Sample("validateCustomerTaxInfo", ALL, "GET", f"{C}/tax-info-validation", shows={"is_valid": True, "errors": []}),
    Sample("guide: national", ALL, "POST", "/customers", {**DUNDER, "address": {"zip": "85900"}}, status=201),
    Sample("guide: foreign", ALL, "POST", "/customers", SWEDISH, status=201, shows={"address": SWEDISH["address"]}),
    Sample("guide: with a link", ALL, "POST", "/customers", {"email": "cliente@ejemplo.com"}, LINK, status=201),
    Sample("guide: a new link", ("Node", "C#", "Java", "curl"), "PUT", C, {}, LINK),
    Sample("guide: a new link", ("PHP",), "PUT", C, [], LINK),
    Sample(
        *("createOrganization", ("curl", "Node", "C#", "PHP"), "POST", "/organizations", {"name": "Skynet"}),
        key="user_key",
        shows={"legal.name": "Skynet", "legal.legal_name": "", "is_production_ready": False},
    ),
    Sample(
        *("createOrganization", ("Java",), "POST", "/organizations", JAVA_COMPANY),
        key="user_key",
        status=400,
        told="invalid_request",
        why="`organizations().create`",
    ),
    Sample("guide: an organization", ALL, "POST", "/organizations", {"name": "Skynet"}, key="user_key"),
    Sample("listOrganizations", ("curl", "Node", "C#", "PHP"), "GET", "/organizations", key="user_key"),
    Sample(
        *("listOrganizations", ("Java",), "GET", "/organizations"), query={"page": "0", "limit": "10"}, key="user_key"
    ),
    Sample("me", ("Node", "C#", "Java"), "GET", "/organizations/me", shows={"legal.name": "Dunder Mifflin Papel"}),
    Sample(
        *("me", ("curl",), "GET", "/organizations/me"),
        key="user_key",
        status=403,
        told="api_key_not_allowed",
        why="`me` with a user key",
    ),
    Sample("getOrganization", ALL, "GET", O, key="user_key", shows={"legal.name": "Dunder Mifflin Papel"}),
    Sample(
        *("updateLegal", ("curl", "Node", "C#", "PHP"), "PUT", f"{O}/legal", SKYNET),
        key="user_key",
        shows={
            "legal.name": "Skynet",
            "legal.legal_name": "Skynet",
            "legal.phone": "555-555-5555",
            "legal.website": "https://www.sky.net",
            "legal.address": {**SKYNET["address"], "country": "MEX", "street": ""},  # type: ignore[dict-item]
        },
    ),
    Sample(
        *("updateLegal", ("Java",), "PUT", f"{O}/legal"),
        {"legal_name": "Mi Empresa SA de CV", "tax_id": "XAXX010101000"},
        key="user_key",
        status=400,
        told="invalid_request",
        why="`updateLegal` in Java",
    ),
    Sample(
        *("updateCustomization", ("curl", "Node", "C#", "PHP"), "PUT", f"{O}/customization", COLOR),
        key="user_key",
        shows={"customization.color": "BADA55", "customization.pdf_extra": COLOR["pdf_extra"]},
    ),
    Sample(
        *("updateCustomization", ("Java",), "PUT", f"{O}/customization", {"website": "https://facturapi.io"}),
        key="user_key",
        shows={"legal.website": "https://facturapi.io"},
    ),
    Sample("uploadLogo", ALL, "PUT", f"{O}/logo", LOGO, key="user_key", shows={"customization.has_logo": True}),
    Sample(
        *("checkDomain", ALL, "GET", "/organizations/domain-check"),
        query={"domain": "empresa-demo"},
        key="user_key",
        status=404,
        told="not_found",
        why="domains",
    ),
    Sample(
        *("updateDomain", ALL, "PUT", f"{O}/domain", {"domain": "empresa-demo"}),
        key="user_key",
        status=404,
        told="not_found",
        why="domains",
    ),
    *(
        Sample(name, ALL, method, O + path, {}, key="user_key", status=404, told="not_found", why=why)
        for name, method, path, why in (
            ("uploadCertificate", "PUT", "/certificate", "certificates"),
            ("deleteCertificate", "DELETE", "/certificate", "certificates"),
            ("uploadFiel", "PUT", "/fiel", "certificates"),
            ("updateReceipts", "PUT", "/receipts", "receipt and self-invoice settings"),
            ("updateSelfInvoice", "PUT", "/self-invoice", "receipt and self-invoice settings"),
            ("listSeriesGroup", "GET", "/series-group", "series"),
            ("createSeriesGroup", "POST", "/series-group", "series"),
            ("updateDefaultSeries", "PUT", "/series-group/default-series", "series"),
            ("updateSeriesGroup", "PUT", "/series-group/F", "series"),
            ("deleteSeriesGroup", "DELETE", "/series-group/F", "series"),
            ("listTeamAccess", "GET", "/team", "teams"),
            ("inviteUser", "POST", "/team/invites", "invites"),
            ("listRoles", "GET", "/team/roles", "teams"),
        )
    ),
    Sample("getTestApiKey", ALL, "GET", f"{O}/apikeys/test", key="user_key"),
    Sample("renewTestApiKey", ALL, "PUT", f"{O}/apikeys/test", key="user_key"),
    Sample("listLiveApiKeys", ALL, "GET", f"{O}/apikeys/live", key="user_key"),
    Sample("renewLiveApiKey", ALL, "PUT", f"{O}/apikeys/live", key="user_key"),
    Sample("deleteLiveApiKey", ("curl", "Node", "C#", "Java"), "DELETE", f"{O}/apikeys/live/{{live}}", key="user_key"),
    Sample("deleteLiveApiKey", ("PHP",), "PUT", f"{O}/apikeys/live/{{live}}", [], key="user_key"),
    Sample("deleteOrganization", ALL, "DELETE", O, key="user_key", shows={"legal.name": "Dunder Mifflin Papel"}),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_published_sample_is_answered_as_its_page_says(deployment: Deployment, time: Clock, sample: Sample) -> None:
    answer = send(deployment, sample)
    assert answer.status == sample.status, answer.text
    if sample.told:
        assert answer.json["code"] == sample.told
    for path, value in sample.shows.items():
        found = answer.json
        for name in path.split("."):
            found = found[name]
        assert found == value, path
    if sample.query == LINK:
        assert answer.json["edit_link"]


@pytest.mark.parametrize("sample", [one for one in SAMPLES if one.told], ids=str)
def test_the_guide_names_why_a_sample_is_refused(sample: Sample) -> None:
    assert sample.why is not None
    assert sample.why in GUIDE.read_text("utf-8")


@pytest.mark.parametrize(
    ("headers", "body", "status", "code", "why"),
    [
        ({"authorization": "", "authorization bearer": "x"}, b"{}", 401, "missing_credentials", "without its colon"),
        ({}, b'{"email": "cliente@ejemplo.com" // Opcional\n}', 400, "invalid_json", "comments in JSON"),
    ],
    ids=["the guide's curl has no colon after Authorization", "the guide's curl has comments in its JSON"],
)
def test_slips_of_the_printed_curl_lines_are_told(
    deployment: Deployment, time: Clock, headers: dict[str, str], body: bytes, status: int, code: str, why: str
) -> None:
    key = None if headers else deployment.test_key
    sent = {name: value for name, value in headers.items() if " " not in name}
    answer = api_call("POST", "/customers", key, body=body, headers=sent)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert why in GUIDE.read_text("utf-8")


def send(deployment: Deployment, sample: Sample) -> Response:
    named = {"organization": deployment.organization}
    if "{customer}" in sample.path:
        named["customer"] = create(deployment, DUNDER, link=False)["id"]
    key = getattr(deployment, sample.key)
    if "{live}" in sample.path:
        keys = api_call("GET", f"/organizations/{deployment.organization}/apikeys/live", key)
        named["live"] = keys.json[0]["id"]
    path = sample.path.format(**named)
    if sample.body is LOGO:
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="logo.jpg"\r\n\r\n'
        body = part + LOGO.read_bytes() + b"\r\n--x--\r\n"
        headers = {"content-type": "multipart/form-data; boundary=x"}
        return api_call(sample.method, path, key, body=body, headers=headers)
    content = b"" if sample.body is None else json.dumps(sample.body).encode()
    # curl's own, where a sample does not say another.
    headers = {"content-type": "application/x-www-form-urlencoded"} if sample.name == "sendEditLinkByEmail" else {}
    return api_call(sample.method, path, key, body=content, headers=headers, query=sample.query)
