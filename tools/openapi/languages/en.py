"""The API reference in English, the language in which its sentences stand with the code."""

from tools.openapi.languages import Words

WORDS = Words(
    language="English",
    title="Liga Fiscal API",
    first="Your first link",
    how="The demo organization's test key is filled in already, here and in the calls below.",
    key="Test key",
    make="Make a link",
    making="Making the link…",
    made="Done. Whoever opens it fills in their tax information there; it is good once, until",
    open="Open the link",
    failed="The link could not be made:",
)

SENTENCES: dict[str, str] = {}
