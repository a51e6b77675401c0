"""Small cells are never told: a count of one to ten could point to somebody who is known to have been there.

Eleven is the least that the US Medicare programme lets out of its data (CMS cell size suppression policy, restated).
A cell is also kept back when its complement within a larger count is that small, and so is whatever lies within it.
Where just one row of a table is kept back, the next smallest is too, or a total known elsewhere would give it away.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LEAST = 11

Row = dict[str, Any]


def small(count: int, of: int | None = None) -> bool:
    """Whether a count, or what is left of the count that it lies within, is too small to be told. Zero may be told."""
    return 0 < count < LEAST or (of is not None and 0 < of - count < LEAST)


def suppressed(
    rows: Iterable[Row], names: Sequence[str], within: Mapping[str, str], sums: Mapping[str, str]
) -> list[Row]:
    """The rows with None in every cell that may not be told. Order and names of rows stay.

    Rows whose names are alike but for the last one make up a total together.
    """
    found = [dict(row) for row in rows]
    together: dict[tuple[Any, ...], list[Row]] = {}
    for row in found:
        together.setdefault(tuple(row[n] for n in names[:-1]), []).append(row)
    for name in _outermost_first(within):
        outer = within[name]
        for row in found:
            if (outer and row[outer] is None) or small(row[name], row[outer] if outer else None):
                row[name] = None
        for group in together.values():
            _hide_one_more(group, name)
    for row in found:
        row.update({name: None for name, of in sums.items() if row[of] is None})
    return found


def _hide_one_more(rows: list[Row], name: str) -> None:
    told = [row for row in rows if row[name]]
    if sum(row[name] is None for row in rows) == 1 and told:
        min(told, key=lambda row: row[name])[name] = None


def _outermost_first(within: Mapping[str, str]) -> list[str]:
    """The counts so that each comes after the one that it lies within."""
    order: list[str] = []
    while len(order) < len(within):
        order += [n for n in within if n not in order and (not within[n] or within[n] in order)]
    return order
