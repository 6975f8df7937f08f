"""POST /customers/{id}/email-edit-link: which link is mailed, to whom, how it looks, what SES may answer."""

import re
import unicodedata
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from ligafiscal.repositories import customers
from ligafiscal.runtime import clients
from tests.functional.conftest import GOOD_FORM, MAIL_FROM, Clock, Deployment, create, deploy, path_of, retrieve, submit
from tests.support.handlers import Response, api_call, portal_call
from tests.support.html_page import parse

NO_ID = "0" * 24


@dataclass
class Outbox:
    """What SES was asked to send. `failure`, if set, is what it says instead."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    failure: Exception | None = None

    def send_email(self, **message: Any) -> dict[str, str]:
        self.sent.append(message)
        if self.failure:
            raise self.failure
        return {"MessageId": "1"}

    @property
    def last(self) -> dict[str, Any]:
        return self.sent[-1]

    @property
    def text(self) -> str:
        text: str = self.last["Content"]["Simple"]["Body"]["Text"]["Data"]
        return text

    @property
    def html(self) -> str:
        html: str = self.last["Content"]["Simple"]["Body"]["Html"]["Data"]
        return html

    @property
    def subject(self) -> str:
        subject: str = self.last["Content"]["Simple"]["Subject"]["Data"]
        return subject


@pytest.fixture
def outbox(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    outbox = Outbox()
    monkeypatch.setattr(clients, "ses", lambda: outbox)
    return outbox


def mail(deployment: Deployment, customer: dict[str, Any], body: Any = None, key: str | None = None) -> Response:
    path = f"/customers/{customer['id']}/email-edit-link"
    return api_call("POST", path, key or deployment.test_key, body)


def test_an_open_link_is_mailed_as_it_is(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    answer = mail(deployment, customer)
    assert (answer.status, answer.json) == (200, {"ok": True})
    assert outbox.last["Destination"] == {"ToAddresses": ["ana@example.com"]}
    for form in (outbox.text, outbox.html):
        assert customer["edit_link"] in form
    assert retrieve(deployment, customer) == customer


def test_where_no_link_is_open_a_new_one_is_made_and_mailed(
    deployment: Deployment, time: Clock, outbox: Outbox
) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    assert submit(path_of(customer)).status == 303
    assert mail(deployment, customer).status == 200
    renewed = retrieve(deployment, customer)
    assert renewed["edit_link"] != customer["edit_link"]
    assert renewed["edit_link"] in outbox.text
    assert portal_call("GET", path_of(renewed)).status == 200
    assert portal_call("GET", path_of(customer)).status == 410


def test_a_customer_that_changes_meanwhile_is_read_again(
    deployment: Deployment, time: Clock, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = create(
        deployment, {**{k: v for k, v in GOOD_FORM.items() if k != "address.zip"}, "email": "a@example.com"}
    )
    assert submit(path_of(customer)).status == 303
    genuine = customers.replace
    met: list[bool] = []

    def meets_an_update(*arguments: Any, **named: Any) -> None:
        if not met:
            met.append(True)
            change = {"email": "new@example.com"}
            assert api_call("PUT", f"/customers/{customer['id']}", deployment.test_key, change).status == 200
        genuine(*arguments, **named)

    monkeypatch.setattr(customers, "replace", meets_an_update)
    assert mail(deployment, customer).status == 200
    assert outbox.last["Destination"] == {"ToAddresses": ["new@example.com"]}
    assert len(outbox.sent) == 1


def test_the_address_in_the_request_comes_first(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    customer = create(deployment, {"email": "ana@example.com"})
    assert mail(deployment, customer, {"email": "otra@correo.example"}).status == 200
    assert outbox.last["Destination"] == {"ToAddresses": ["otra@correo.example"]}
    assert retrieve(deployment, customer)["email"] == "ana@example.com"


@pytest.mark.parametrize("body", [{}, {"email": None}, {"email": ""}])
def test_without_any_address_there_is_nobody_to_mail_to(
    deployment: Deployment, time: Clock, outbox: Outbox, body: Any
) -> None:
    customer = create(deployment)
    answer = mail(deployment, customer, body)
    assert (answer.status, answer.json["code"], answer.json["path"]) == (400, "customer_email_required", "email")
    assert outbox.sent == []


@pytest.mark.parametrize(
    "email",
    [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nSubject: x",
        "a@example.com, b@example.com",
        "Ana <a@example.com>",
        "a@example.com>\u2028Bcc: b@example.com",
        "a",
        5,
        ["a@example.com"],
    ],
)
def test_what_is_no_single_address_is_refused(deployment: Deployment, time: Clock, outbox: Outbox, email: Any) -> None:
    answer = mail(deployment, create(deployment), {"email": email})
    assert (answer.status, answer.json["path"]) == (400, "email")
    assert outbox.sent == []


def test_unknown_fields_are_refused(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    answer = mail(deployment, create(deployment), {"to": "a@example.com"})
    assert (answer.status, answer.json["errors"][0]["code"]) == (400, "unknown_field")


def test_international_domains_are_sent_in_punycode(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    assert mail(deployment, create(deployment), {"email": "ana@correo.méxico.example"}).status == 200
    assert outbox.last["Destination"] == {"ToAddresses": ["ana@correo.xn--mxico-bsa.example"]}
    refused = mail(deployment, create(deployment), {"email": "añil@example.com"})
    assert (refused.status, refused.json["code"]) == (409, "customer_edit_link_unavailable")


@pytest.mark.parametrize(
    ("domain", "sent_to"),
    [
        # Python's own codec, of IDNA 2003, would send these to strasse.de and to other names that strangers own.
        ("straße.de", "xn--strae-oqa.de"),
        ("παράδειγμας.gr", "xn--hxajbheg2az3als.gr"),
        ("نامه\u200cای.com", "xn--mgba3gch31f060k.com"),
        ("ejemplo.中国", "ejemplo.xn--fiqs8s"),
        ("ejemplo.xn--fiqs8s", "ejemplo.xn--fiqs8s"),
    ],
)
def test_mail_goes_to_the_domain_that_was_written_and_so_do_answers(
    time: Clock, aws: None, monkeypatch: pytest.MonkeyPatch, domain: str, sent_to: str
) -> None:
    outbox = Outbox()
    monkeypatch.setattr(clients, "ses", lambda: outbox)
    deployment = deploy("Acme", support_email=f"ayuda@{domain}")
    customer = create(deployment, {"email": f"ana@{domain}"})
    assert customer["email"] == f"ana@{domain}"
    assert mail(deployment, customer).status == 200
    assert outbox.last["Destination"] == {"ToAddresses": [f"ana@{sent_to}"]}
    assert outbox.last["ReplyToAddresses"] == [f"ayuda@{sent_to}"]


def test_a_domain_that_there_cannot_be_is_refused_with_its_reason(
    deployment: Deployment, time: Clock, outbox: Outbox
) -> None:
    customer = create(deployment)
    path = f"/customers/{customer['id']}/email-edit-link"
    answer = api_call(
        "POST", path, deployment.test_key, {"email": "ana@a\u200db.mx"}, headers={"accept-language": "en"}
    )
    assert (answer.status, answer.json["path"], answer.json["errors"][0]["code"]) == (400, "email", "invalid_format")
    assert "IDNA 2008" in answer.json["message"]
    assert "contextj U+200D" in answer.json["message"]
    assert outbox.sent == []
    # Kept from before that was checked.
    deployment.dynamodb.update_item(
        TableName="Customers",
        Key={"id": {"S": customer["id"]}},
        UpdateExpression="SET email = :email",
        ExpressionAttributeValues={":email": {"S": "ana@a\u200db.mx"}},
    )
    refused = mail(deployment, customer)
    assert (refused.status, refused.json["code"]) == (409, "customer_edit_link_unavailable")
    assert "IDNA 2008" in refused.json["message"]
    assert outbox.sent == []


@pytest.mark.parametrize(
    "name",
    [
        "株式会社" * 24 + "東京",
        "Ñandú & Compañía, " * 5,
        "\U00020000" * 100,
        "e\u0301" * 3 + "ක්\u200dෂ" * 24,
        'Acme "the best" ' * 6,
        "A" * 100,
    ],
)
def test_who_a_message_is_from_fits_what_ses_takes(
    time: Clock, aws: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    outbox = Outbox()
    monkeypatch.setattr(clients, "ses", lambda: outbox)
    address = "facturas-y-datos-fiscales@" + "correo." * 8 + "example"
    monkeypatch.setenv("MAIL_FROM", address)
    deployment = deploy(name.strip())
    assert mail(deployment, create(deployment, {"email": "ana@example.com"})).status == 200
    sender = outbox.last["FromEmailAddress"]
    assert len(sender.encode()) <= 320
    encoded, shown_address = parseaddr(sender)
    assert shown_address == address
    shown = str(make_header(decode_header(encoded)))
    whole = unicodedata.normalize("NFC", name.strip())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1].rstrip()) and len(shown) > 20)
    # No letter is cut apart from what stands on it or joins it.
    following = whole[len(shown) - 1 :][:1]
    assert shown == whole or unicodedata.category(following) not in ("Mn", "Mc", "Cf")


def test_an_address_that_ses_cannot_take_is_no_outage(
    deployment: Deployment, time: Clock, outbox: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    customer = create(deployment)
    capsys.readouterr()
    answer = mail(deployment, customer, {"email": "ñ@example.com"})
    assert (answer.status, answer.json["code"]) == (409, "customer_edit_link_unavailable")
    assert (answer.json["location"], answer.json["path"]) == ("body", "email")
    assert '"ERROR"' not in capsys.readouterr().out
    assert outbox.sent == []


def test_a_business_cannot_write_headers_or_markup_with_its_name(
    deployment: Deployment, time: Clock, outbox: Outbox
) -> None:
    hostile = deploy('Ñ "x" <b>&\r\nBcc: b@example.com', support_email="soporte@example.com")
    assert mail(hostile, create(hostile, {"email": "a@example.com"})).status == 200
    sender = outbox.last["FromEmailAddress"]
    assert re.fullmatch(rf"=\?utf-8\?[bq]\?[!-~]+\?= <{re.escape(MAIL_FROM)}>", sender)
    assert outbox.last["ReplyToAddresses"] == ["soporte@example.com"]
    assert "\n" not in outbox.subject + sender
    assert "\r" not in outbox.subject + sender
    assert "<b>" not in outbox.html


def test_the_message_is_the_businesss_and_speaks_both_languages(
    deployment: Deployment, time: Clock, outbox: Outbox
) -> None:
    live = api_call(
        "POST", "/customers", deployment.live_key, {"email": "a@example.com"}, query={"createEditLink": "true"}
    )
    assert mail(deployment, live.json, key=deployment.live_key).status == 200
    assert outbox.last["FromEmailAddress"] == f"Dunder Mifflin Papel <{MAIL_FROM}>"
    assert outbox.subject.startswith("Datos fiscales para facturas de Dunder Mifflin Papel / Tax information")
    for form in (outbox.text, outbox.html):
        assert form.index("Constancia") < form.index("SAT tax certificate")
        assert "29 de noviembre de 2026" in form
        assert "November 29, 2026" in form
        assert "facturas@dundermifflin.example" in form
        assert "55 5555 0101" in form
        assert "Prueba" not in form
        assert "Modo de prueba" not in form
    assert "#1f6f5c" in outbox.html
    assert 'lang="en"' in outbox.html
    assert "&#" not in outbox.text


def test_mail_in_test_mode_says_so(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    assert mail(deployment, create(deployment, {"email": "a@example.com"})).status == 200
    assert outbox.subject.startswith("[Prueba] ")
    assert "Test mode." in outbox.text


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "SendEmail")


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (ReadTimeoutError(endpoint_url="https://email"), 503, "service_unavailable"),
        (refusal("InternalFailure", 500), 503, "service_unavailable"),
        (refusal("TooManyRequestsException", 429), 503, "service_unavailable"),
        (refusal("MessageRejected"), 409, "customer_edit_link_unavailable"),
        (refusal("MailFromDomainNotVerifiedException"), 409, "customer_edit_link_unavailable"),
        (refusal("SendingPausedException"), 409, "customer_edit_link_unavailable"),
    ],
)
def test_a_failing_mail_service_is_asked_once_and_the_link_stays(
    deployment: Deployment, time: Clock, outbox: Outbox, failure: Exception, status: int, code: str
) -> None:
    customer = create(deployment, {"email": "a@example.com"})
    outbox.failure = failure
    answer = mail(deployment, customer)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert ("retry-after" in answer.headers) == (status == 503)
    assert len(outbox.sent) == 1
    assert retrieve(deployment, customer)["edit_link"] == customer["edit_link"]


def test_the_sdk_does_not_repeat_a_message_by_itself(deployment: Deployment) -> None:
    assert clients.ses().meta.config.retries["total_max_attempts"] == 1


def test_without_a_sender_it_says_so_and_makes_no_link(
    deployment: Deployment, time: Clock, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_FROM", "")
    customer = api_call(
        "POST", "/customers", deployment.test_key, {"legal_name": "Acme", "tax_id": "XAXX010101000"}
    ).json
    answer = mail(deployment, customer, {"email": "a@example.com"})
    assert (answer.status, answer.json["code"]) == (403, "feature_not_available")
    assert "edit_link" not in retrieve(deployment, customer)


def test_anothers_customer_is_not_found(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    theirs = create(deploy("Vance Refrigeración"), {"email": "a@example.com"})
    absent = mail(deployment, {"id": NO_ID})
    found = mail(deployment, theirs)
    assert (found.status, found.body) == (404, absent.body)
    assert outbox.sent == []


def test_the_html_is_sound(deployment: Deployment, time: Clock, outbox: Outbox) -> None:
    assert mail(deployment, create(deployment, {"email": "a@example.com"})).status == 200
    assert parse(outbox.html)
