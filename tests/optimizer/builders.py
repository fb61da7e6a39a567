"""Small problems on a straight road, and random ones for hypothesis.

The road: place index = kilometres from the origin; a kilometre is 1000 m and takes 60 s.
The prices of `EURO_A_MINUTE` keep sums short: a minute of work or driving is 100 cents, a
minute of waiting or overtime 50 cents, a kilometre 30 cents.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from optimizer.problem import (
    Break,
    Prices,
    Problem,
    Shift,
    Skill,
    SkillNeed,
    TimeWindow,
    Visit,
)
from optimizer.travel import TravelMatrix

KM_S = 60
"""Seconds that a kilometre takes."""

KM_M = 1000
"""Metres in a kilometre."""

EURO_A_MINUTE = Prices(
    work_cents_per_hour=6000,
    drive_cents_per_hour=6000,
    wait_cents_per_hour=3000,
    distance_cents_per_100km=3000,
    overtime_cents_per_hour=3000,
)


def hours(hour: int, minute: int = 0) -> int:
    """Seconds at this time of the first day."""
    return hour * 3600 + minute * 60


@cache
def grid(km: int = 60) -> TravelMatrix:
    """The straight road with a place at each kilometre from 0 to `km`."""
    away = np.abs(np.subtract.outer(np.arange(km + 1), np.arange(km + 1)))
    return TravelMatrix(durations_s=away * KM_S, distances_m=away * KM_M, source="straight road")


def a_visit(
    id: str = "v1",
    *,
    km_east: int = 10,
    windows: Iterable[tuple[int, int]] = (),
    service_s: int = 1800,
    skills: Iterable[str | tuple[str, int]] = (),
    leave_out_cents: int = 100_000,
    **rest: Any,
) -> Visit:
    """`skills` are names or (name, level); `rest` are further fields of `Visit`."""
    needs = [(need, 1) if isinstance(need, str) else need for need in skills]
    return Visit(
        id=id,
        place=km_east,
        service_s=service_s,
        windows=tuple(TimeWindow(opens=opens, closes=closes) for opens, closes in windows),
        skills=tuple(SkillNeed(skill=skill, level=level) for skill, level in needs),
        leave_out_cents=leave_out_cents,
        **rest,
    )


def a_shift(
    id: str = "s1",
    *,
    opens: int = hours(8),
    closes: int = hours(17),
    km_east: int = 0,
    skills: Iterable[str | tuple[str, int] | Skill] = (),
    breaks: Iterable[Break] = (),
    prices: Prices = EURO_A_MINUTE,
    **rest: Any,
) -> Shift:
    """Starts and ends at `km_east`; its technician is "t-" + id unless `rest` says otherwise."""
    held = [(name, 1) if isinstance(name, str) else name for name in skills]
    fields: dict[str, Any] = {
        "technician": f"t-{id}",
        "start_place": km_east,
        "end_place": km_east,
    }
    return Shift(
        id=id,
        opens=opens,
        closes=closes,
        skills=tuple(
            skill if isinstance(skill, Skill) else Skill(skill=skill[0], level=skill[1])
            for skill in held
        ),
        breaks=tuple(breaks),
        prices=prices,
        **(fields | rest),
    )


def a_break(earliest: int = hours(12), latest: int = hours(13), *, duration_s: int = 1800) -> Break:
    return Break(duration_s=duration_s, earliest=earliest, latest=latest)


def a_problem(
    visits: Iterable[Visit] = (),
    shifts: Iterable[Shift] = (),
    *,
    travel: TravelMatrix | None = None,
) -> Problem:
    return Problem(visits=tuple(visits), shifts=tuple(shifts), travel=travel or grid())


SKILLS = ("tv", "lift", "heat pump")
RANDOM_PLACES = 8


@st.composite
def problems(
    draw: st.DrawFn, max_visits: int = 6, max_shifts: int = 2, *, min_visits: int = 0
) -> Problem:
    """Random small problems in which every rule may bind."""
    shift_count = draw(st.integers(0, max_shifts))
    visit_count = draw(st.integers(min_visits, max_visits))
    return Problem(
        visits=tuple(draw(_visits(f"v{number + 1}")) for number in range(visit_count)),
        shifts=tuple(draw(_shifts(f"s{number + 1}")) for number in range(shift_count)),
        travel=draw(st.one_of(st.just(grid(RANDOM_PLACES - 1)), _crooked_travel())),
    )


def _seconds(most: int) -> st.SearchStrategy[int]:
    """Round numbers mostly, odd ones too so that prices get rounded."""
    return st.one_of(st.integers(0, most // 900).map(lambda n: n * 900), st.integers(0, most))


def _places() -> st.SearchStrategy[int]:
    return st.integers(0, RANDOM_PLACES - 1)


@st.composite
def _crooked_travel(draw: st.DrawFn) -> TravelMatrix:
    """Neither symmetric nor obeying the triangle inequality; zero from a place to itself."""

    def matrix(most: int) -> list[list[int]]:
        size = RANDOM_PLACES
        flat = draw(st.lists(st.integers(0, most), min_size=size**2, max_size=size**2))
        rows = [flat[row * size : (row + 1) * size] for row in range(size)]
        for place in range(size):
            rows[place][place] = 0
        return rows

    return TravelMatrix(durations_s=matrix(3600), distances_m=matrix(60_000), source="random")


@st.composite
def _windows(draw: st.DrawFn) -> tuple[TimeWindow, ...]:
    windows = []
    for _ in range(draw(st.integers(0, 3))):
        opens = hours(6) + draw(_seconds(hours(12)))
        windows.append(TimeWindow(opens=opens, closes=opens + draw(_seconds(hours(4)))))
    return tuple(windows)


@st.composite
def _visits(draw: st.DrawFn, id: str) -> Visit:
    windows = draw(_windows())
    needs = draw(st.lists(st.sampled_from(SKILLS), max_size=2, unique=True))
    pins = [st.none(), st.none(), st.integers(hours(7), hours(18))]
    pins += [st.integers(window.opens, window.closes) for window in windows]
    return Visit(
        id=id,
        place=draw(_places()),
        service_s=draw(_seconds(hours(2))),
        windows=windows,
        skills=tuple(SkillNeed(skill=name, level=draw(st.integers(1, 3))) for name in needs),
        leave_out_cents=draw(st.integers(0, 200_000)),
        fixed_cents=draw(st.integers(0, 20_000)),
        due_by=draw(st.one_of(st.none(), st.integers(-hours(1), hours(18)))),
        late_cents_per_hour=draw(st.integers(0, 20_000)),
        technician=draw(st.sampled_from([None, None, None, "t-s1", "t-s2", "nobody"])),
        pinned_start=draw(st.one_of(pins)),
    )


@st.composite
def _breaks(draw: st.DrawFn, opens: int, last_return: int) -> tuple[Break, ...]:
    breaks: list[Break] = []
    previous_end = opens
    for _ in range(draw(st.integers(0, 2))):
        earliest = max(0, previous_end + draw(st.integers(-1800, hours(4))))
        first_start = max(earliest, previous_end)
        duration_s = draw(_seconds(hours(1)))
        if first_start + duration_s > last_return:
            break
        latest = first_start + draw(_seconds(hours(2)))
        breaks.append(Break(duration_s=duration_s, earliest=earliest, latest=latest))
        previous_end = first_start + duration_s
    return tuple(breaks)


@st.composite
def _prices(draw: st.DrawFn) -> Prices:
    rate = st.integers(0, 12_000)
    return Prices(
        work_cents_per_hour=draw(rate),
        drive_cents_per_hour=draw(rate),
        wait_cents_per_hour=draw(rate),
        distance_cents_per_100km=draw(rate),
        overtime_cents_per_hour=draw(rate),
        minimum_work_cents=draw(st.integers(0, 10_000)),
    )


@st.composite
def _shifts(draw: st.DrawFn, id: str) -> Shift:
    opens = hours(7) + draw(_seconds(hours(3)))
    closes = opens + draw(_seconds(hours(9)))
    max_overtime_s = draw(_seconds(hours(2)))
    names = draw(st.lists(st.sampled_from(SKILLS), max_size=3, unique=True))
    expiry = st.sampled_from([None, None, opens - 1, opens, opens + 1, -86_400])
    return Shift(
        id=id,
        technician=f"t-{id}",
        start_place=draw(_places()),
        end_place=draw(_places()),
        opens=opens,
        closes=closes,
        max_overtime_s=max_overtime_s,
        skills=tuple(
            Skill(skill=name, level=draw(st.integers(1, 3)), valid_until=draw(expiry))
            for name in names
        ),
        breaks=draw(_breaks(opens, closes + max_overtime_s)),
        prices=draw(_prices()),
    )
