"""Write docs/openapi.json and docs/openapi.es.json: `python -m tools.openapi`, or `make openapi`."""

from tools.openapi.document import text
from tools.openapi.page import FILES


def main() -> None:
    for language, file in FILES.items():
        file.write_text(text(language), "utf-8")
        print(f"{file.name} is up to date.")


if __name__ == "__main__":
    main()
