"""The description to look at and to try out, beside the API on the same port: Swagger UI, nothing from elsewhere."""

from collections.abc import Mapping
from pathlib import Path

from local.http_api import Answer

PATH = "/docs"
FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
_PACKAGE = Path(__file__).parents[1] / "node_modules" / "swagger-ui-dist"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Liga Fiscal API</title>
<link rel="icon" href="/docs/icon.png">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/docs/openapi.json", dom_id: "#api", deepLinking: true, persistAuthorization: false, validatorUrl: null,
});
"""


def answers() -> Mapping[str, Answer]:
    """What is answered at each path; only the document where the page's package is not installed."""
    found = {f"{PATH}/openapi.json": _answer("application/json", FILE.read_bytes())}
    if _PACKAGE.is_dir():
        found |= {
            PATH: _answer("text/html; charset=utf-8", _PAGE.encode()),
            f"{PATH}/start.js": _answer("text/javascript", _START.encode()),
            f"{PATH}/bundle.js": _answer("text/javascript", (_PACKAGE / "swagger-ui-bundle.js").read_bytes()),
            f"{PATH}/style.css": _answer("text/css", (_PACKAGE / "swagger-ui.css").read_bytes()),
            f"{PATH}/icon.png": _answer("image/png", (_PACKAGE / "favicon-32x32.png").read_bytes()),
        }
    return found


def _answer(content_type: str, body: bytes) -> Answer:
    policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
    return Answer(200, (("content-type", content_type), ("content-security-policy", policy)), body)
