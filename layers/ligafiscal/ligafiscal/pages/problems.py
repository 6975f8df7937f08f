"""What is wrong with a form, in the page's language."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ligafiscal.domain.fiscal.tax_info import Violation
from ligafiscal.pages.templating import control_id


@dataclass(frozen=True, slots=True)
class Problem:
    """A violation of `rule` in the page's language. `control` is the id of the control to fix, None if the page has
    none.
    """

    rule: str
    control: str | None
    text: str
    reason: str
    cfdi: str | None


def problem(text: Mapping[str, Any], violation: Violation) -> Problem:
    """A violation as the page with these texts tells it."""
    instructions = text["problems_page"]
    for key in (f"{violation.rule}.{violation.path}", violation.rule, "other"):
        if key in instructions:
            break
    label = _label(text, violation.path)
    # A parameter that a rule did not give leaves a gap in the sentence, not a customer without a page.
    instruction = instructions[key].format_map(defaultdict(str, violation.params, field=label or violation.path))
    reasons = text["reasons_page"]
    reason = reasons.get(violation.cfdi, reasons["other"])
    control = control_id(violation.path) if label else None
    return Problem(rule=violation.rule, control=control, text=instruction, reason=reason, cfdi=violation.cfdi)


def _label(text: Mapping[str, Any], path: str) -> str | None:
    """What the control at an API path is called, None where the page has no such control."""
    found: Any = text["page"]["labels"]
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None
