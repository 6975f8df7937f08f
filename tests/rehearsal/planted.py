"""Faults that a rehearsal has to find, each a change of the template before it is built."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsal.life import DEPLOY, USE_A_LINK


def _missing_permission(template: str) -> str:
    """The first function that reads and writes in one statement may only read."""
    return template.replace("Action: [dynamodb:GetItem, dynamodb:PutItem]", "Action: dynamodb:GetItem", 1)


def _wrong_layer(template: str) -> str:
    """The functions with the layer of pydantic have that of images instead."""
    return template.replace(
        "!If [IsArm, !Ref PydanticLayerArm64, !Ref PydanticLayerX8664]",
        "!If [IsArm, !Ref ImagesLayerArm64, !Ref ImagesLayerX8664]",
        1,
    )


def _fail_on_warnings(template: str) -> str:
    """The import of the APIs fails on what API Gateway only warns of."""
    without = template.replace("    FailOnWarnings: true\n", "").replace("    FailOnWarnings: false\n", "")
    return without.replace("\n  HttpApi:\n", "\n  HttpApi:\n    FailOnWarnings: true\n", 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """`plant` makes it in a template's text; `found_in` is the step of the rehearsal that has to fail."""

    plant: Callable[[str], str]
    found_in: str


FAULTS = {
    "missing-permission": Fault(_missing_permission, USE_A_LINK),
    "wrong-layer": Fault(_wrong_layer, USE_A_LINK),
    "fail-on-warnings": Fault(_fail_on_warnings, DEPLOY),
}


def plant(place: Path, fault: str) -> None:
    """Change a checkout's template. Raises AssertionError if the fault finds no place there any more."""
    file = place / "template.yaml"
    template = file.read_text("utf-8")
    changed = FAULTS[fault].plant(template)
    assert changed != template, f"{fault}: the template has no place for it"
    file.write_text(changed, "utf-8")
