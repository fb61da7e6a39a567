"""Pieces of a route and how they join, compiled: shortest time and when it can begin.

A piece is (time it takes at least, earliest and latest beginning at which it takes just that);
two pieces join in constant time (Vidal, Crainic, Gendreau and Prins 2013, section 4.4, without
lateness). Holds where every visit has one window and nothing but windows makes anybody wait.
"""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.model import Model
from optimizer.search.scratch import Scratch

Ints = npt.NDArray[np.int64]
Piece = tuple[int, int, int]

IMPOSSIBLE = -1
"""The time of pieces that cannot follow each other."""


@compiled
def join(one: Piece, drive: int, other: Piece) -> Piece:
    gap = one[0] + drive
    if one[0] < 0 or other[0] < 0 or one[1] + gap > other[2]:
        return IMPOSSIBLE, 0, 0
    wait = max(0, other[1] - gap - one[2])
    return gap + wait + other[0], max(other[1] - gap, one[1]) - wait, min(other[2] - gap, one[2])


@compiled
def piece_of(model: Model, shift: int, visit: int) -> Piece:
    window = model.visit[visit].first_window
    on_site = model.on_site[model.shift[shift].pace_class, visit]
    return on_site, model.window[window].opens, model.window[window].closes


@compiled
def lay_pieces(model: Model, shift: int, order: Ints, size: int, front: Ints, back: Ints) -> None:
    """Row k of `front`: the route before stop k; of `back`: from stop k to its end."""
    piece = (0, model.shift[shift].opens, model.shift[shift].last_return)
    place = model.shift[shift].first_place
    front[0, 0], front[0, 1], front[0, 2] = piece
    for number in range(size):
        to = model.visit[order[number]].place
        piece = join(piece, model.legs[place, to, 0], piece_of(model, shift, order[number]))
        front[number + 1, 0], front[number + 1, 1], front[number + 1, 2] = piece
        place = to
    piece = (0, 0, model.shift[shift].last_return)
    place = model.shift[shift].last_place
    back[size, 0], back[size, 1], back[size, 2] = piece
    for number in range(size - 1, -1, -1):
        here = model.visit[order[number]].place
        drive = model.legs[here, place, 0] if place >= 0 else 0
        piece = join(piece_of(model, shift, order[number]), drive, piece)
        back[number, 0], back[number, 1], back[number, 2] = piece
        place = here


@compiled
def row(rows: Ints, number: int) -> Piece:
    return rows[number, 0], rows[number, 1], rows[number, 2]


@compiled
def drive_to(model: Model, origin: int, to: int) -> int:
    """Seconds to a place; none to an open end."""
    return model.legs[origin, to, 0] if to >= 0 else 0


@compiled
def cheapest_pass(
    model: Model, shift: int, order: Ints, size: int, lack: int, own: Scratch
) -> float:
    """Extra cents of passing the depot before stop `lack` or earlier, working time in all.

    inf where no place for it fits.
    """
    depot = model.shift[shift].depot
    if depot < 0:
        return np.inf
    lay_pieces(model, shift, order, size, own.front, own.back)
    loading = (model.shift[shift].loading, 0, model.shift[shift].last_return)
    best, place = np.inf, model.shift[shift].first_place
    for number in range(lack + 1):
        after = model.shift[shift].last_place
        if number < size:
            after = model.visit[order[number]].place
        piece = join(row(own.front, number), model.legs[place, depot, 0], loading)
        piece = join(piece, drive_to(model, depot, after), row(own.back, number))
        if piece[0] >= 0 and piece[0] <= model.shift[shift].cap_route:
            cents = model.shift[shift].per_route_s * piece[0]
            cents += _leg(model, shift, place, depot) + _leg(model, shift, depot, after)
            cents -= _leg(model, shift, place, after)
            best = min(best, cents)
        place = after
    return best + model.shift[shift].per_work_s * model.shift[shift].loading


@compiled
def _leg(model: Model, shift: int, origin: int, to: int) -> float:
    if to < 0:
        return 0.0
    return (
        model.shift[shift].per_drive_s * model.legs[origin, to, 0]
        + model.shift[shift].per_metre * model.legs[origin, to, 1]
    )
