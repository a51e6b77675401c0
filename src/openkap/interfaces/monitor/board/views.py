"""The board and its live parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from openkap.gateways import clock
from openkap.interfaces.monitor.board.readmodel import Board, EmptyTile, Tile, board, room_order
from openkap.records.audit.acting import Actor
from openkap.records.dosing import selectors


def _context(request: HttpRequest, actor: Actor) -> dict[str, object]:
    wall = "wall" in request.GET
    sessions = selectors.watched_all(selectors.open_sessions(actor))
    addresses = {str(w.session.id): reverse("room", args=[w.session.id]) for w in sessions}
    unused = selectors.unused_rooms(actor, clock.now())
    found: Board = board(sessions, addresses, unused, clock.now(), initials=wall)
    chosen = request.GET.get("show", "all")
    mine = [t for t in found.tiles if t.owner_full == actor.label]
    someone = [t for t in found.tiles if t.needs_someone]
    every: list[Tile | EmptyTile] = [*found.tiles, *found.empty]
    every.sort(key=lambda tile: room_order(tile.room))
    tiles = {"mine": mine, "someone": someone}.get(chosen, every)
    counts = {"mine": len(mine), "someone": len(someone), "all": len(found.tiles)}
    return {"board": found, "tiles": tiles, "show": chosen, "wall": wall, "numbers": counts, "now": clock.now()}


def show_board(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every open session of the site. ``?wall`` is for the screen on the wall: initials, no navigation."""
    context = {**_context(request, actor), "last": selectors.last_number(actor)}
    return render(request, "monitor/board/board.html", context)


def show_live(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tiles, the queue and the counts."""
    return render(request, "monitor/board/live.html", _context(request, actor))
