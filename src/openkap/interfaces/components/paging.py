"""Long lists in pieces: the newest first, the earlier ones behind a link, so that years of history cost no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.db.models import QuerySet

Row = TypeVar("Row")
A_PIECE = 10


@dataclass(frozen=True, slots=True)
class Piece(Generic[Row]):
    """Some rows of a list, which piece it is (1: the newest), and whether earlier ones follow.

    ``name`` is the word in the address: a page with two lists turns each for itself.
    """

    rows: tuple[Row, ...]
    name: str
    number: int
    has_earlier: bool

    @property
    def earlier(self) -> int:
        """The number of the next piece."""
        return self.number + 1

    @property
    def later(self) -> int:
        """The number of the piece before; 0 when this is the newest."""
        return self.number - 1


def number_in(request: HttpRequest, name: str) -> int:
    """Which piece the address asks for; the first when it says nothing that can be read."""
    said = request.GET.get(name, "")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def piece_of(
    found: "QuerySet[Any, Row] | Sequence[Row]", request: HttpRequest, name: str, most: int = A_PIECE
) -> Piece[Row]:
    """The piece of a list, newest first, that the address asks for. A query set is cut before it is read."""
    number = number_in(request, name)
    start = (number - 1) * most
    rows = tuple(found[start : start + most + 1])
    return Piece(rows[:most], name, number, len(rows) > most)
