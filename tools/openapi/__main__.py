"""Write docs/openapi.json: `python -m tools.openapi`, or `make openapi`."""

from tools.openapi.document import text
from tools.openapi.page import FILE


def main() -> None:
    FILE.write_text(text(), "utf-8")
    print(f"{FILE.name} is up to date.")


if __name__ == "__main__":
    main()
