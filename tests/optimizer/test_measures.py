"""What a cost line is the price of: seconds and metres at a rate, or at several."""

from optimizer import measures
from optimizer.measures import Measure, Unit
from optimizer.resolving import resolve
from tests.optimizer.builders import a_problem, a_shift, a_visit


def test_a_leg_is_measured_where_it_is_priced():
    visit, shift = a_visit("v1", km_east=10), a_shift()
    problem = a_problem([visit], [shift])
    [route] = resolve(problem).routes

    stop = measures.of_stop(visit, shift, route.stops[0])
    own = measures.of_route(shift, route)

    # 10 km there at 30 cents, 10 km home
    assert stop["distance"] == Measure(quantity=10_000, unit=Unit.METRES, rate_cents=3000)
    assert own["distance"] == stop["distance"]
    assert stop["work"].quantity == 1800


def test_parts_at_one_rate_keep_it_and_parts_at_several_have_none():
    hour = Measure(quantity=3600, unit=Unit.SECONDS, rate_cents=4000)
    dear = Measure(quantity=1800, unit=Unit.SECONDS, rate_cents=6000)
    free = Measure(quantity=900, unit=Unit.SECONDS, rate_cents=0)

    whole = measures.together([{"work": hour, "drive": hour}, {"work": dear, "drive": free}])

    assert whole["work"] == Measure(quantity=5400, unit=Unit.SECONDS, rate_cents=None)
    assert whole["drive"] == hour
