"""The ``when`` of criteria and interactions: one operator and what it looks at."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openkap.clinical.eligibility.definitions import Rule
from openkap.content.readers.common import duration


def rule(document: Mapping[str, Any]) -> Rule:
    """A rule of the closed vocabulary; the schema has already refused any other operator."""
    ((operator, body),) = document.items()
    if operator in {"any", "all"}:
        return Rule(operator, parts=tuple(rule(part) for part in body))
    if operator == "not":
        return Rule(operator, parts=(rule(body),))
    if operator == "takes":
        return Rule(operator, one_of=tuple(body))
    if isinstance(body, bool):
        return Rule(operator)
    if isinstance(body, str):
        return Rule(operator, fact=body)
    if isinstance(body, int):
        return Rule(operator, value=Decimal(body))
    return Rule(
        operator,
        fact=body["fact"],
        value=Decimal(body["value"]) if "value" in body else None,
        unit=body.get("unit", ""),
        one_of=tuple(body.get("one-of", ())),
        window=duration(body["last"]) if "last" in body else None,
    )
