"""A page as a strict reader sees it: every tag closed, in the order it was opened; raises AssertionError otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# Foreign content may close itself.
_SELF_CLOSING = frozenset({"path", "circle", "rect", "line"})


@dataclass(slots=True)
class Element:
    """`text` is all the text to be read inside it, its descendants' too, with white space collapsed."""

    tag: str
    attributes: dict[str, str | None]
    parent: "Element | None" = None
    children: "list[Element]" = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        value = self.attributes[attribute]
        assert value is not None
        return value

    def get(self, attribute: str) -> str | None:
        return self.attributes.get(attribute)

    def has(self, attribute: str) -> bool:
        return attribute in self.attributes

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    def walk(self) -> "Iterator[Element]":
        for child in self.children:
            yield child
            yield from child.walk()

    def ancestors(self) -> "Iterator[Element]":
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def all(self, *tags: str) -> "list[Element]":
        return [element for element in self.walk() if element.tag in tags]

    def one(self, tag: str) -> "Element":
        (found,) = self.all(tag)
        return found

    def by_id(self, name: str) -> "Element":
        (found,) = [element for element in self.walk() if element.get("id") == name]
        return found

    def control(self, name: str) -> "Element":
        (found,) = [element for element in self.all("input", "select", "textarea") if element.get("name") == name]
        return found

    @property
    def shown_value(self) -> str:
        """What a form control has in it."""
        if self.tag == "input":
            return self["value"]
        options = self.all("option")
        chosen = [option for option in options if option.has("selected")] or options[:1]
        (option,) = chosen
        return option["value"]

    @property
    def skeleton(self) -> list[tuple[str, str]]:
        """Tags with their attributes' names, in order: what may not change whatever is typed."""
        return [(element.tag, " ".join(sorted(element.attributes))) for element in self.walk()]


def parse(html: str) -> Element:
    """The document of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open[-1] is reader.document, f"never closed: {reader.open[-1].tag}"
    return reader.document


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Element("#document", {})
        self.open = [self.document]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice: {tag} {names}"
        element = Element(tag, dict(attrs), self.open[-1])
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _SELF_CLOSING, f"{tag} cannot close itself"
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes {self.open[-1].tag}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in reversed(self.open):
            element.pieces.append(data)
            if element.has("hidden"):
                break
