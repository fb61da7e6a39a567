"""Each cost line is quantity x rate, in whole cents, halves rounded up."""

import pytest

from optimizer import objective
from optimizer.problem import Prices
from optimizer.solution import Costs, Stop
from tests.optimizer.builders import a_shift, a_visit, hours


def test_work_is_paid_by_the_second_on_site():
    shift = a_shift(prices=Prices(work_cents_per_hour=5000))

    # 20 minutes at 50.00
    assert objective.work_lines(1200, shift).work == 1667


def test_a_leg_is_paid_by_time_and_by_distance():
    shift = a_shift(prices=Prices(drive_cents_per_hour=4000, distance_cents_per_100km=2500))

    # 15 minutes at 40.00 an hour, 12 km at 25.00 for 100 km
    assert objective.leg_cents(900, 12_000, shift) == 1000 + 300


@pytest.mark.parametrize(("minimum", "cents"), [(0, 3050), (3000, 3050), (3001, 3051)])
def test_serving_costs_the_work_or_the_minimum_and_what_is_fixed(minimum: int, cents: int):
    shift = a_shift(prices=Prices(work_cents_per_hour=6000, minimum_work_cents=minimum))

    # half an hour at 60.00, and 0.50
    assert objective.serving_cents(a_visit(fixed_cents=50), shift) == cents


@pytest.mark.parametrize(
    ("start", "cents"),
    [(hours(9), 0), (hours(9, 30), 0), (hours(9, 31), 10), (hours(11), 900)],
)
def test_lateness_counts_from_the_due_moment_to_the_end_of_service(start: int, cents: int):
    visit = a_visit(due_by=hours(10), late_cents_per_hour=600)

    # half an hour of service; each minute after 10:00 costs 10
    assert objective.time_lines(visit, start, start + visit.service_s).late == cents


def test_without_a_due_moment_nothing_is_late():
    assert objective.time_lines(a_visit(late_cents_per_hour=600), hours(23), hours(23)).late == 0


def test_a_stop_has_each_of_its_lines():
    prices = Prices(
        work_cents_per_hour=6000,
        drive_cents_per_hour=3000,
        wait_cents_per_hour=1200,
        distance_cents_per_100km=2000,
        minimum_work_cents=3500,
    )
    visit = a_visit(fixed_cents=40, due_by=hours(9), late_cents_per_hour=600)
    stop = Stop(
        visit="v1",
        drive_s=600,
        distance_m=10_000,
        arrival=hours(8, 30),
        wait_s=300,
        start=hours(8, 35),
        end=hours(9, 5),
    )

    # 30 x 100, 500 up to the minimum, 10 x 50, 5 x 20, 10 x 20, 5 x 10 late
    assert objective.stop_costs(visit, a_shift(prices=prices), stop) == Costs(
        work=3000, minimum=500, drive=500, wait=100, distance=200, fixed=40, late=50
    )


def test_the_way_back_carries_the_overtime_of_the_route():
    prices = Prices(
        drive_cents_per_hour=3000, distance_cents_per_100km=2000, overtime_cents_per_hour=1500
    )

    costs = objective.return_costs(a_shift(prices=prices), 600, 10_000, 1200)

    assert costs == Costs(drive=500, distance=200, overtime=500)


def test_a_total_adds_line_by_line():
    parts = [Costs(work=1, drive=2), Costs(work=10, left_out=5)]

    assert objective.total(parts) == Costs(work=11, drive=2, left_out=5)
    assert objective.total([]) == Costs()
