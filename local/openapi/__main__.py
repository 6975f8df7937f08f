"""Write docs/openapi.json: `python -m local.openapi`, or `make openapi`."""

from local.openapi.document import text
from local.openapi.page import FILE


def main() -> None:
    FILE.write_text(text(), "utf-8")
    print(f"{FILE.name} is up to date.")


if __name__ == "__main__":
    main()
