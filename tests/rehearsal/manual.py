"""The commands of README's part on deploying and of the operator's manual, read from there so that none can drift."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

PAGES = (("README.md", "Deploy it"), ("docs/operations.md", None))
# What only AWS itself can answer.
LEFT_OUT = "The first hour on AWS"
PROGRAMS = ("make", "sam", "aws", "curl")

_BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`([^`\n]+)`")
_COMMENT = re.compile(r"\s+#\s.*$|^#.*$")
# What a reader replaces by their own: <id>, …
_TO_FILL_IN = re.compile(r"<[a-zA-Z ]+>|…")


class Manual:
    """The pages' commands. One that is asked for and stands nowhere is an error, and so is one that nobody asks for."""

    def __init__(self, root: Path) -> None:
        self.commands = {
            command for page, part in PAGES for command in _commands(_part((root / page).read_text(), part))
        }
        self.used: set[str] = set()

    def command(self, documented: str, filled_in: Mapping[str, str]) -> str:
        """A command as it stands there, with the reader's own values. Raises AssertionError if it does not."""
        assert documented in self.commands, f"neither README nor the manual tells this command: {documented}"
        self.used.add(documented)
        command = documented
        for placeholder, value in filled_in.items():
            assert placeholder in command, f"{placeholder} is not in: {documented}"
            command = command.replace(placeholder, value)
        left = _TO_FILL_IN.search(command)
        assert left is None, f"{left and left[0]} is not filled in: {command}"
        return command

    @property
    def unused(self) -> set[str]:
        return self.commands - self.used


def _part(page: str, heading: str | None) -> str:
    """What stands under a heading of the second level, or the whole page but for what is left out."""
    if heading is None:
        return re.sub(rf"^## {LEFT_OUT}$.*?(?=^## |\Z)", "", page, flags=re.DOTALL | re.MULTILINE)
    (part,) = re.findall(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert isinstance(part, str)
    return part


def _commands(text: str) -> Iterator[str]:
    for _, block in _BLOCK.findall(text):
        loop: list[str] = []
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            command = _COMMENT.sub("", line.strip()).strip()
            # A loop is one command, from its `for` to its `done`.
            if loop or command.startswith("for "):
                loop.append(command)
                if command == "done":
                    yield "\n".join(loop)
                    loop = []
            elif command:
                yield command
    for span in _SPAN.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        # Of a make target alone, a page may speak without telling anybody to run it; with an argument it is a command.
        if span.split()[0] in PROGRAMS and " " in span:
            yield span
