"""Write docs/openapi.json and docs/openapi.<language>.json: `python -m tools.openapi`, or `make openapi`."""

from ligafiscal.texts import LANGUAGES
from tools.openapi import languages
from tools.openapi.document import text


def main() -> None:
    for language in LANGUAGES:
        try:
            written = text(language)
        except languages.Untranslated as missing:
            raise SystemExit(f"Say this in tools/openapi/languages/{language}.py: {missing}") from None
        file = languages.file(language)
        file.write_text(written, "utf-8")
        print(f"{file.name} is up to date.")


if __name__ == "__main__":
    main()
