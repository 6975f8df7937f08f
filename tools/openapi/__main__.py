"""Write docs/openapi.json and docs/openapi.es.json: `python -m tools.openapi`, or `make openapi`."""

from tools.openapi.document import text
from tools.openapi.page import FILES
from tools.openapi.spanish import Untranslated


def main() -> None:
    for language, file in FILES.items():
        try:
            written = text(language)
        except Untranslated as missing:
            raise SystemExit(f"Say this in Spanish in tools/openapi/spanish.py: {missing}") from None
        file.write_text(written, "utf-8")
        print(f"{file.name} is up to date.")


if __name__ == "__main__":
    main()
