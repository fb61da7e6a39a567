"""Random small problems for hypothesis in which every rule of the model may bind.

`builders.problems` makes problems of the rules that the first search knew; these widen them.
"""

from typing import Any, TypeVar

from hypothesis import strategies as st

from optimizer.problem import (
    After,
    Apart,
    Bounds,
    Caps,
    Fairness,
    InOrder,
    PickUp,
    Prices,
    Problem,
    Promise,
    Relation,
    SameRoute,
    Shift,
    SoftWindow,
    TechnicianRules,
    TimeWindow,
    Together,
    Visit,
    Who,
    WorkLimit,
)
from optimizer.travel import TrafficBand, TravelMatrix
from tests.optimizer.builders import RANDOM_PLACES, hours, problems

DAY_S = hours(24)
EQUIPMENT = ("ladder", "crane")
PARTS = ("tube", "filter")
UNITS = ("kg", "boxes")

T = TypeVar("T")


def maybe(strategy: st.SearchStrategy[T], otherwise: T) -> st.SearchStrategy[T]:
    """Often `otherwise`, so that not every rule binds in every problem."""
    return st.one_of(st.just(otherwise), st.just(otherwise), strategy)


@st.composite
def all_rules_problems(
    draw: st.DrawFn, max_visits: int = 6, max_shifts: int = 3, *, min_visits: int = 0
) -> Problem:
    """Shifts are of one or two technicians, on one of two days."""
    plain = draw(problems(max_visits, max_shifts, min_visits=min_visits))
    shifts = tuple(draw(_widened_shift(shift)) for shift in plain.shifts)
    technicians = sorted({shift.technician for shift in shifts}) or ["nobody"]
    visits = tuple(draw(_widened_visit(visit, technicians)) for visit in plain.visits)
    return Problem(
        visits=visits,
        shifts=shifts,
        travel=draw(_in_traffic(plain.travel)),
        relations=draw(_relations([visit.id for visit in visits])),
        technicians=draw(_technician_rules(technicians)),
        largest_late_cents_per_hour=draw(maybe(st.integers(0, 9_000), 0)),
        start_from=draw(_start_from(visits, shifts)),
        policy=draw(st.sampled_from(["", "storm day"])),
    )


def _minutes(most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.integers(0, most).map(lambda n: n * 60), st.integers(0, 60 * most))


@st.composite
def _amounts(draw: st.DrawFn, names: tuple[str, ...], most: int) -> dict[str, int]:
    chosen = draw(maybe(st.lists(st.sampled_from(names), max_size=2, unique=True), []))
    return {name: draw(st.integers(0, most)) for name in chosen}


@st.composite
def _widened_visit(draw: st.DrawFn, visit: Visit, technicians: list[str]) -> Visit:
    anybody = st.sampled_from([*technicians, "somebody"])
    some = maybe(st.lists(anybody, max_size=2, unique=True), [])
    only = draw(some)
    never = [name for name in draw(some) if name not in only]
    wish = st.builds(_wish, st.integers(hours(7), hours(17)), _minutes(180), st.integers(0, 9_000))
    changes: dict[str, Any] = {
        "windows": draw(st.sampled_from([visit.windows, _daily(visit.windows)])),
        "pinned_start": draw(maybe(st.just(visit.pinned_start), None)),
        "setup_s": draw(maybe(_minutes(20), 0)),
        "window_bounds": draw(st.sampled_from(list(Bounds))),
        "preferred": draw(maybe(wish, None)),
        "equipment": draw(maybe(st.lists(st.sampled_from(EQUIPMENT), unique=True), [])),
        "parts": draw(_amounts(PARTS, 2)),
        "load": draw(_amounts(UNITS, 9)),
        "mandatory": draw(st.sampled_from([False, False, False, True])),
        "only_technicians": tuple(only),
        "never_technicians": tuple(never),
        "preferred_technicians": tuple(draw(some)),
        "other_technician_cents": draw(st.integers(0, 5_000)),
        "promise": draw(maybe(_promises(technicians), None)),
        "unpopular": draw(st.integers(0, 5)),
        "technician": draw(maybe(anybody, None)),
    }
    changes["equipment"] = tuple(changes["equipment"])
    return Visit.model_validate(dict(visit) | changes)


def _daily(windows: tuple[TimeWindow, ...]) -> tuple[TimeWindow, ...]:
    """On the second day as on the first."""
    return windows + tuple(
        TimeWindow(opens=window.opens + DAY_S, closes=window.closes + DAY_S) for window in windows
    )


def _wish(opens: int, length_s: int, rate: int) -> SoftWindow:
    return SoftWindow(opens=opens, closes=opens + length_s, cents_per_hour=rate)


@st.composite
def _promises(draw: st.DrawFn, technicians: list[str]) -> Promise:
    return Promise(
        start=draw(maybe(st.integers(hours(7), hours(17)), None)),
        tolerance_s=draw(_minutes(30)),
        moved_cents_per_hour=draw(st.integers(0, 9_000)),
        technician=draw(maybe(st.sampled_from(technicians), None)),
        technician_cents=draw(st.integers(0, 5_000)),
    )


@st.composite
def _widened_shift(draw: st.DrawFn, shift: Shift) -> Shift:
    percent = maybe(st.integers(50, 200), 100)
    spare = maybe(st.integers(0, 2_000), 0)
    skills = tuple(
        skill.model_copy(update={"pace_percent": draw(percent), "spare_level_cents": draw(spare)})
        for skill in shift.skills
    )
    pick_up = st.builds(PickUp, place=st.integers(0, RANDOM_PLACES - 1), service_s=_minutes(20))
    changes: dict[str, Any] = {
        "technician": draw(st.sampled_from([shift.technician, "t-s1"])),
        "end_place": draw(maybe(st.none(), shift.end_place)),
        "skills": skills,
        "pace_percent": draw(percent),
        "equipment": tuple(draw(st.lists(st.sampled_from(EQUIPMENT), unique=True))),
        "stock": draw(_amounts(PARTS, 4)),
        "pick_up": draw(st.one_of(st.none(), pick_up)),
        "capacity": draw(_amounts(UNITS, 30)),
        "caps": draw(maybe(_caps(), Caps())),
        "prices": draw(_prices(shift.prices)),
    }
    late_s = draw(st.sampled_from([0, 0, DAY_S]))
    return Shift.model_validate(dict(shift) | changes | _moved(shift, late_s))


def _moved(shift: Shift, late_s: int) -> dict[str, Any]:
    """The shift's times on another day."""
    breaks = tuple(
        rest.model_copy(update={"earliest": rest.earliest + late_s, "latest": rest.latest + late_s})
        for rest in shift.breaks
    )
    return {"opens": shift.opens + late_s, "closes": shift.closes + late_s, "breaks": breaks}


@st.composite
def _caps(draw: st.DrawFn) -> Caps:
    return Caps(
        visits=draw(maybe(st.integers(0, 4), None)),
        drive_s=draw(maybe(_minutes(240), None)),
        distance_m=draw(maybe(st.integers(0, 200_000), None)),
        wait_s=draw(maybe(_minutes(120), None)),
        route_s=draw(maybe(_minutes(480), None)),
    )


@st.composite
def _prices(draw: st.DrawFn, prices: Prices) -> Prices:
    changes = {
        "used_cents": draw(maybe(st.integers(0, 9_000), 0)),
        "visit_cents": draw(maybe(st.integers(0, 9_000), 0)),
        "route_cents_per_hour": draw(maybe(st.integers(0, 9_000), 0)),
    }
    return prices.model_copy(update=changes)


@st.composite
def _in_traffic(draw: st.DrawFn, travel: TravelMatrix) -> TravelMatrix:
    opens = sorted(draw(maybe(st.sets(_minutes(20 * 60), max_size=4), set())))
    bands = tuple(TrafficBand(opens=moment, percent=draw(_percents())) for moment in opens)
    return travel.model_copy(update={"traffic": bands})


def _percents() -> st.SearchStrategy[int]:
    return st.one_of(st.sampled_from([100, 130, 200]), st.integers(30, 400))


@st.composite
def _relations(draw: st.DrawFn, ids: list[str]) -> tuple[Relation, ...]:
    if len(ids) < 2:
        return ()
    found: list[Relation] = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        chosen = draw(st.permutations(ids))
        some = tuple(chosen[: draw(st.integers(2, min(3, len(ids))))])
        gap = draw(_minutes(60))
        kinds: list[Relation] = [
            Together(visits=some, tolerance_s=gap),
            Apart(visits=some),
            SameRoute(visits=some),
            InOrder(visits=some),
            After(
                first=some[0],
                then=some[1],
                min_gap_s=gap,
                max_gap_s=draw(maybe(st.integers(gap, gap + hours(30)), None)),
                gap_from=draw(st.sampled_from(["start", "end"])),
                technician=draw(st.sampled_from(list(Who))),
            ),
        ]
        found.append(draw(st.sampled_from(kinds)))
    return tuple(found)


@st.composite
def _technician_rules(draw: st.DrawFn, technicians: list[str]) -> tuple[TechnicianRules, ...]:
    limit = st.builds(
        WorkLimit, opens=st.just(0), closes=st.sampled_from([DAY_S, 2 * DAY_S]), max_s=_minutes(600)
    )
    fairness = st.builds(
        Fairness,
        fair_work_s=_minutes(300),
        work_cents_per_hour=st.integers(0, 3_000),
        fair_points=st.integers(0, 6),
        cents_per_point=st.integers(0, 500),
    )
    rules = [
        TechnicianRules(
            technician=technician,
            rest_s=draw(st.sampled_from([0, hours(8), hours(14)])),
            work_limits=tuple(draw(maybe(st.lists(limit, max_size=2), []))),
            fairness=draw(maybe(fairness, Fairness())),
        )
        for technician in technicians
    ]
    return tuple(draw(maybe(st.just(rules), [])))


@st.composite
def _start_from(
    draw: st.DrawFn, visits: tuple[Visit, ...], shifts: tuple[Shift, ...]
) -> dict[str, tuple[str, ...]]:
    """Any visits in any order, also such as no shift could drive."""
    if not shifts or not draw(st.sampled_from([False, False, True])):
        return {}
    orders: dict[str, list[str]] = {}
    for visit in draw(st.permutations(visits)):
        orders.setdefault(draw(st.sampled_from(shifts)).id, []).append(visit.id)
    return {shift: tuple(order) for shift, order in orders.items()}
