"""Write docs/openapi.json and docs/portal-openapi.json, and docs/….<language>.json: `python -m tools.openapi`, or
`make openapi`.
"""

from ligafiscal.texts import LANGUAGES
from tools.openapi import document, languages, portal


def main() -> None:
    for language in LANGUAGES:
        try:
            written = {
                languages.file(language): document.text(language),
                portal.file(language): portal.text(language),
            }
        except languages.Untranslated as missing:
            raise SystemExit(f"Say this in tools/openapi/languages/{language}.py: {missing}") from None
        for file, text in written.items():
            file.write_text(text, "utf-8")
            print(f"{file.name} is up to date.")


if __name__ == "__main__":
    main()
