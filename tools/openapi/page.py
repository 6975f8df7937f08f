"""The description to look at and to try out, beside the API on the same port: a first link by one click, Swagger UI,
and nothing from elsewhere.

It is in Spanish, or in another language by `?lang=` or for browsers that prefer it.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from urllib.parse import parse_qs

from local.http_api import Request, Response
from tools.openapi import languages

PATH = "/docs"
_ROOT = Path(__file__).resolve().parents[2]
_HERE = Path(__file__).parent
_DEFAULT = "es"
_PACKAGE = _ROOT / "local" / "node_modules" / "swagger-ui-dist"

Page = Callable[[Request], Response]


def answers(api_path: str, test_key: str) -> Mapping[str, Page]:
    """What is answered at each path; only the descriptions where Swagger UI is not installed. `api_path` is where the
    API begins, `/v2`.
    """
    files = languages.written()
    found = {f"{PATH}/{file.name}": _fixed("application/json", _to_try_out(file)) for file in files.values()}
    if not _PACKAGE.is_dir():
        return found
    pages = {language: _html(language, api_path, test_key) for language in files}
    return found | {
        PATH: lambda request: pages[_language(request, files)],
        f"{PATH}/start.mjs": _fixed("text/javascript", (_HERE / "page.mjs").read_bytes()),
        f"{PATH}/page.css": _fixed("text/css", (_HERE / "page.css").read_bytes()),
        f"{PATH}/bundle.js": _fixed("text/javascript", (_PACKAGE / "swagger-ui-bundle.js").read_bytes()),
        f"{PATH}/style.css": _fixed("text/css", (_PACKAGE / "swagger-ui.css").read_bytes()),
        f"{PATH}/icon.png": _fixed("image/png", (_PACKAGE / "favicon-32x32.png").read_bytes()),
    }


def _to_try_out(file: Path) -> bytes:
    """A description without examples of what may be left out: Swagger UI would send all of them at once."""
    document = json.loads(file.read_text("utf-8"))
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if not parameter["required"]:
                    del parameter["example"]
    return json.dumps(document).encode()


def _language(request: Request, offered: Iterable[str]) -> str:
    asked = parse_qs(request.query).get("lang", [""])[0]
    spoken = next((value for name, value in request.headers if name.lower() == "accept-language"), "")
    wanted = [asked, *re.findall(r"\b[a-z]{2}\b", spoken.lower())]
    return next((one for one in wanted if one in offered), _DEFAULT)


def _html(language: str, api_path: str, test_key: str) -> Response:
    words = languages.words(language)
    links = "\n".join(
        f'<a href="{PATH}?lang={other}" lang="{other}" hreflang="{other}">{languages.name(other)}</a>'
        for other in languages.written()
        if other != language
    )
    # The key stands in the page alone: a script could be loaded, and so read, by other sites.
    page = f"""<!DOCTYPE html>
<html lang="{languages.spoken(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words.title}</title>
<link rel="icon" href="{PATH}/icon.png">
<link rel="stylesheet" href="{PATH}/style.css">
<link rel="stylesheet" href="{PATH}/page.css">
</head>
<body>
<header>
<h1>{words.title}</h1>
{links}
</header>
<div id="docs" data-api="{html.escape(api_path)}" data-description="{PATH}/{languages.file(language).name}">
<section class="first" aria-labelledby="first">
<h2 id="first">{words.first}</h2>
<p>{words.how}</p>
<form id="make">
<label for="key">{words.key}</label>
<input id="key" value="{html.escape(test_key)}" autocomplete="off" spellcheck="false">
<button>{words.make}</button>
</form>
<p id="told" role="status" data-making="{words.making}" data-made="{words.made}" data-failed="{words.failed}"></p>
<p><a id="open" target="_blank" rel="noreferrer" hidden>{words.open}</a></p>
</section>
<div id="api"></div>
</div>
<script src="{PATH}/bundle.js"></script>
<script src="{PATH}/start.mjs" type="module"></script>
</body>
</html>
"""
    return _answer("text/html; charset=utf-8", page.encode())


def _fixed(content_type: str, body: bytes) -> Page:
    answer = _answer(content_type, body)
    return lambda _: answer


def _answer(content_type: str, body: bytes) -> Response:
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    headers = (
        ("content-type", content_type),
        ("content-security-policy", policy),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
    )
    return Response(200, headers, body)
