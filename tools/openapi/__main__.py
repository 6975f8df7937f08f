"""Write docs/openapi.json and docs/openapi.<language>.json: `python -m tools.openapi`, or `make openapi`."""

from tools.openapi.document import text
from tools.openapi.languages import Untranslated
from tools.openapi.page import FILES


def main() -> None:
    for language, file in FILES.items():
        try:
            written = text(language)
        except Untranslated as missing:
            raise SystemExit(f"Say this in tools/openapi/languages/{language}.py: {missing}") from None
        file.write_text(written, "utf-8")
        print(f"{file.name} is up to date.")


if __name__ == "__main__":
    main()
