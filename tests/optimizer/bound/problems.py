"""Random tiny problems with more of what a bound prices: wishes, promises, setup, pace."""

from hypothesis import strategies as st

from optimizer.problem import Problem, Promise, Shift, SoftWindow, Visit
from optimizer.travel import TrafficBand
from tests.optimizer.builders import hours, problems

PLACES = 8


@st.composite
def rich_problems(draw: st.DrawFn, max_visits: int = 4) -> Problem:
    """Some of the visits and shifts get further prices, the roads some traffic."""
    plain = draw(problems(max_visits=max_visits))
    bands = draw(st.lists(st.tuples(st.integers(0, hours(20)), st.integers(50, 200)), max_size=2))
    opens = sorted({when for when, _ in bands})
    traffic = tuple(
        TrafficBand(opens=when, percent=percent)
        for when, (_, percent) in zip(opens, bands, strict=False)
    )
    return plain.model_copy(
        update={
            "visits": tuple(draw(_richer(visit)) for visit in plain.visits),
            "shifts": tuple(draw(_dearer(shift)) for shift in plain.shifts),
            "travel": plain.travel.model_copy(update={"traffic": traffic}),
        }
    )


@st.composite
def _richer(draw: st.DrawFn, visit: Visit) -> Visit:
    start = draw(st.integers(hours(7), hours(18)))
    wish = SoftWindow(
        opens=start, closes=start + draw(st.integers(0, 7200)), cents_per_hour=draw(_rates())
    )
    promise = Promise(
        start=start,
        tolerance_s=draw(st.integers(0, 1800)),
        moved_cents_per_hour=draw(_rates()),
        technician=draw(st.sampled_from([None, "t-s1", "t-s2"])),
        technician_cents=draw(st.integers(0, 5000)),
    )
    return visit.model_copy(
        update={
            "setup_s": draw(st.sampled_from([0, 0, 600])),
            "preferred": draw(st.sampled_from([None, None, wish])),
            "promise": draw(st.sampled_from([None, None, promise])),
            "preferred_technicians": draw(st.sampled_from([(), ("t-s1",)])),
            "other_technician_cents": draw(st.integers(0, 5000)),
        }
    )


@st.composite
def _dearer(draw: st.DrawFn, shift: Shift) -> Shift:
    prices = shift.prices.model_copy(
        update={
            "used_cents": draw(st.sampled_from([0, 5000])),
            "visit_cents": draw(st.sampled_from([0, 700])),
            "route_cents_per_hour": draw(st.sampled_from([0, 0, 1999])),
        }
    )
    skills = tuple(
        held.model_copy(
            update={
                "pace_percent": draw(st.sampled_from([100, 80, 130])),
                "spare_level_cents": draw(st.sampled_from([0, 300])),
            }
        )
        for held in shift.skills
    )
    pace = draw(st.sampled_from([100, 90]))
    return shift.model_copy(update={"prices": prices, "skills": skills, "pace_percent": pace})


def _rates() -> st.SearchStrategy[int]:
    return st.integers(0, 9000)
