"""PUT /organizations/{id}/logo: what a client may send, and what the page shows afterwards."""

import io
from collections.abc import Mapping

import pytest
from PIL import Image

from tests.functional.conftest import PORTAL_URL, Clock, Deployment, create, path_of
from tests.support.handlers import Response, api_call, portal_call
from tests.support.hostile_logos import good_jpeg, good_png, saved

BOUNDARY = "ligafiscal-boundary"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def form(*parts: tuple[str, bytes]) -> bytes:
    """A body with parts, as (Content-Disposition's parameters, content)."""
    body = b""
    for parameters, content in parts:
        body += f"--{BOUNDARY}\r\nContent-Disposition: form-data; {parameters}\r\n".encode()
        body += b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


AS_THE_SDK = 'name="file"; filename="file"'


def upload(
    deployment: Deployment, body: bytes, headers: Mapping[str, str] = FORM, organization: str = "me"
) -> Response:
    return api_call("PUT", f"/organizations/{organization}/logo", deployment.live_key, body=body, headers=headers)


@pytest.mark.parametrize(
    "parts",
    [
        [(AS_THE_SDK, good_png())],
        [(AS_THE_SDK, good_jpeg())],
        [('name="file"; filename="logo.svg"', good_png())],
        [('name="note"', b"hello"), (AS_THE_SDK, good_png())],
        [('name="file"', good_png())],
    ],
    ids=["as the SDK sends it", "jpeg", "a name that lies", "after another field", "without a file name"],
)
def test_a_picture_is_taken_whatever_it_is_called(
    deployment: Deployment, time: Clock, parts: list[tuple[str, bytes]]
) -> None:
    answer = upload(deployment, form(*parts))
    assert answer.status == 200, answer.text
    assert answer.json["customization"]["has_logo"] is True
    logo = portal_call("GET", answer.json["logo_url"].removeprefix(PORTAL_URL))
    assert (logo.status, logo.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(logo.body)) as shown:
        assert (shown.format, shown.size) == ("PNG", (60, 40))


def test_a_logo_is_shown_from_the_portal_and_cached_for_ever(deployment: Deployment, time: Clock) -> None:
    color = (16, 32, 48)
    url = upload(deployment, form((AS_THE_SDK, saved(Image.new("RGB", (50, 50), color), "PNG")))).json["logo_url"]
    logo = portal_call("GET", url.removeprefix(PORTAL_URL))
    with Image.open(io.BytesIO(logo.body)) as shown:
        assert shown.convert("RGB").getpixel((25, 25)) == color
    assert logo.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert logo.headers["x-content-type-options"] == "nosniff"


def test_a_new_logo_takes_the_place_of_the_former_one_on_the_page(deployment: Deployment, time: Clock) -> None:
    link = path_of(create(deployment))
    urls = []
    for shade in (10, 200):
        answer = upload(deployment, form((AS_THE_SDK, saved(Image.new("L", (50, 50), shade), "PNG"))))
        urls.append(answer.json["logo_url"])
        assert urls[-1].removeprefix(PORTAL_URL) in portal_call("GET", link).text
    assert urls[0] != urls[1]
    assert urls[0].removeprefix(PORTAL_URL) not in portal_call("GET", link).text


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (form((AS_THE_SDK, b"<svg/>")), FORM, (400, "invalid_image_file", "files")),
        (form((AS_THE_SDK, good_png()[:60])), FORM, (400, "invalid_image_file", "files")),
        (form((AS_THE_SDK, b"")), FORM, (400, "image_file_required", "files")),
        (form(('name="logo"; filename="file"', good_png())), FORM, (400, "image_file_required", "files")),
        (form(), FORM, (400, "image_file_required", "files")),
        (b"", FORM, (400, "invalid_multipart_form_data", "body")),
        (form((AS_THE_SDK, good_png()))[:-20], FORM, (400, "invalid_multipart_form_data", "body")),
        (
            form((AS_THE_SDK, good_png())),
            {"content-type": "multipart/form-data"},
            (400, "invalid_multipart_form_data", "body"),
        ),
        (good_png(), {"content-type": "image/png"}, (400, "invalid_multipart_form_data", "body")),
        (b'{"file": 1}', {"content-type": "application/json"}, (400, "invalid_multipart_form_data", "body")),
        (form(*[('name="a"', b"")] * 50), FORM, (400, "invalid_multipart_form_data", "body")),
        (form((AS_THE_SDK, good_png() + b"\x00" * 512_001)), FORM, (413, "payload_too_large", "files")),
        (form((AS_THE_SDK, good_png() + b"\x00" * 4_000_000)), FORM, (413, "payload_too_large", "files")),
    ],
    ids=[
        "no picture",
        "half a picture",
        "empty",
        "under another name",
        "no parts",
        "no body",
        "cut off",
        "no boundary",
        "the picture itself",
        "json",
        "too many parts",
        "over 500 KB",
        "over 4 MB",
    ],
)
def test_what_is_no_logo_says_why_and_changes_nothing(
    deployment: Deployment, time: Clock, body: bytes, headers: Mapping[str, str], told: tuple[int, str, str]
) -> None:
    before = deployment.item("Organizations", id=deployment.organization)
    answer = upload(deployment, body, headers)
    assert (answer.status, answer.json["code"], answer.json["location"]) == told
    if told[2] == "files":
        assert answer.json["path"] == "file"
    assert deployment.item("Organizations", id=deployment.organization) == before


def test_a_stranger_is_refused_before_the_file_is_looked_at(deployment: Deployment, time: Clock) -> None:
    assert upload(deployment, b"", organization="0" * 24).status == 404
    answer = api_call("PUT", "/organizations/me/logo", "sk_live_wrong", body=b"", headers=FORM)
    assert answer.status == 401
