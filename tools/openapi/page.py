"""The description to look at and to try out, beside the API on the same port: a first link by one click, Swagger UI,
and nothing from elsewhere.

It is in Spanish, or in English by `?lang=en` or for browsers that ask for English before Spanish.
"""

import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from local.http_api import Request, Response

PATH = "/docs"
_ROOT = Path(__file__).resolve().parents[2]
# The description as tools/openapi/document.py writes it, by language.
FILES = {"es": _ROOT / "docs" / "openapi.es.json", "en": _ROOT / "docs" / "openapi.json"}
_HERE = Path(__file__).parent
_PACKAGE = _ROOT / "local" / "node_modules" / "swagger-ui-dist"

Page = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Words:
    """What the page itself says in one language. `other` and `other_name` are the language that it links to."""

    title: str
    first: str
    how: str
    key: str
    make: str
    making: str
    made: str
    open: str
    failed: str
    other: str
    other_name: str


WORDS = {
    "es": Words(
        title="API de Liga Fiscal",
        first="Tu primer enlace",
        how="La llave de prueba de la organización de demostración ya está puesta, aquí y en las llamadas de abajo.",
        key="Llave de prueba",
        make="Crear un enlace",
        making="Creando el enlace…",
        made="Listo. Quien lo abra llena ahí sus datos fiscales; sirve una vez, hasta el",
        open="Abrir el enlace",
        failed="No se pudo crear el enlace:",
        other="en",
        other_name="English",
    ),
    "en": Words(
        title="Liga Fiscal API",
        first="Your first link",
        how="The demo organization's test key is filled in already, here and in the calls below.",
        key="Test key",
        make="Make a link",
        making="Making the link…",
        made="Done. Whoever opens it fills in their tax information there; it is good once, until",
        open="Open the link",
        failed="The link could not be made:",
        other="es",
        other_name="Español",
    ),
}


def answers(api_path: str, test_key: str) -> Mapping[str, Page]:
    """What is answered at each path; only the descriptions where Swagger UI is not installed. `api_path` is where the
    API begins, `/v2`.
    """
    found = {f"{PATH}/{file.name}": _fixed("application/json", _to_try_out(file)) for file in FILES.values()}
    if not _PACKAGE.is_dir():
        return found
    pages = {language: _html(language, api_path, test_key) for language in WORDS}
    return found | {
        PATH: lambda request: pages[_language(request)],
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


def _language(request: Request) -> str:
    asked = parse_qs(request.query).get("lang", [""])[0]
    if asked in WORDS:
        return asked
    spoken = next((value for name, value in request.headers if name.lower() == "accept-language"), "")
    first = re.search(r"\b(en|es)\b", spoken.lower())
    return first[1] if first else "es"


def _html(language: str, api_path: str, test_key: str) -> Response:
    words = WORDS[language]
    # The key stands in the page alone: a script could be loaded, and so read, by other sites.
    page = f"""<!DOCTYPE html>
<html lang="{language}">
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
<a href="{PATH}?lang={words.other}" lang="{words.other}" hreflang="{words.other}">{words.other_name}</a>
</header>
<div id="docs" data-api="{html.escape(api_path)}" data-description="{PATH}/{FILES[language].name}">
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
