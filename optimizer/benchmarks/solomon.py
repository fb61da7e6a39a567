"""Solomon's vehicle routing with time windows: identical vehicles, distance in doubles.

Solomon 1987, "Algorithms for the vehicle routing and scheduling problems with time window
constraints"; the instances of Gehring and Homberger have the same form. The number of vehicles
is a bound, not an objective. Our travel times are rounded up, so that whatever is in time for
us is in time in doubles.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optimizer.benchmarks.doubles import Place, Trip, twice_or_never, visits_by_shift
from optimizer.benchmarks.instance import (
    CENT_PER_METRE,
    BadInstance,
    Format,
    Instance,
    Published,
    best_known,
    leave_out_price,
    number,
    scale_for,
    text_of,
    whole,
)
from optimizer.benchmarks.plane import scaled_travel
from optimizer.problem import Prices, Problem, Shift, TimeWindow, Visit
from optimizer.solution import Solution

LOAD = "load"
COLUMNS = "number, x, y, demand, ready time, due date, service time"


@dataclass(frozen=True)
class Customer:
    name: str
    place: Place
    demand: int


@dataclass(frozen=True)
class Rules:
    """Distance of the routes; windows, capacity and completeness."""

    depot: Customer
    customers: dict[str, Customer]
    capacity: int

    def cost(self, solution: Solution) -> float:
        return sum(trip.distance for trip in self._trips(solution))

    def faults(self, solution: Solution) -> list[str]:
        orders = visits_by_shift(solution)
        found = twice_or_never(orders, list(self.customers))
        for trip in self._trips(solution):
            found += trip.faults()
        for shift, order in orders.items():
            load = sum(self.customers[visit].demand for visit in order)
            if load > self.capacity:
                found.append(f"route {shift} carries {load}, expected at most {self.capacity}")
        return found

    def _trips(self, solution: Solution) -> list[Trip]:
        home = self.depot.place
        return [
            Trip(shift, home, tuple(self.customers[visit].place for visit in order), home)
            for shift, order in visits_by_shift(solution).items()
        ]


def read(path: Path) -> Instance:
    """The instance in a file; `BadInstance` names the line that is wrong."""
    lines = [line.strip() for line in text_of(path).splitlines()]
    try:
        vehicles, capacity, first = _fleet(lines)
    except ValueError as wrong:
        raise BadInstance(f"{path}: {wrong}") from wrong
    customers = [
        _customer(path, index + 1, line)
        for index, line in enumerate(lines)
        if index > first and line[:1].isdigit()
    ]
    if len(customers) < 2:
        raise BadInstance(f"{path} line {len(lines)}: no customers, expected {COLUMNS}")
    name = next((line for line in lines if line), path.stem)
    try:
        return _instance(path, name, vehicles, capacity, customers)
    except BadInstance:
        raise
    except ValueError as wrong:
        raise BadInstance(f"{path}: {wrong}") from wrong


def _fleet(lines: list[str]) -> tuple[int, int, int]:
    """Number of vehicles, their capacity, and the index of that line."""
    for index, line in enumerate(lines):
        if line.upper().startswith("NUMBER"):
            for later in range(index + 1, len(lines)):
                if lines[later]:
                    return _two_numbers(later, lines[later])
    raise ValueError(f"line {len(lines)}: no line NUMBER CAPACITY, expected the fleet")


def _two_numbers(index: int, line: str) -> tuple[int, int, int]:
    fields = line.split()
    try:
        vehicles, capacity = (whole(field) for field in fields)
    except ValueError as wrong:
        raise ValueError(
            f"line {index + 1}: {line!r}, expected number and capacity of vehicles ({wrong})"
        ) from wrong
    return vehicles, capacity, index


def _customer(path: Path, line_number: int, line: str) -> Customer:
    fields = line.split()
    try:
        if len(fields) != 7:
            raise ValueError(f"{len(fields)} fields, expected {COLUMNS}")
        x, y, opens, closes, service = (number(fields[i]) for i in (1, 2, 4, 5, 6))
        if closes < opens:
            raise ValueError(f"due date {closes:g} is before ready time {opens:g}")
        return Customer(fields[0], Place((x, y), opens, closes, service), whole(fields[3]))
    except ValueError as wrong:
        raise BadInstance(f"{path} line {line_number}: {wrong}") from wrong


def _instance(
    path: Path, name: str, vehicles: int, capacity: int, customers: list[Customer]
) -> Instance:
    depot, *others = customers
    scale = scale_for(depot.place.closes)
    travel = scaled_travel([customer.place.at for customer in customers], scale)
    price = leave_out_price(int(travel.distances_m.max()), len(others))
    shifts = tuple(
        Shift(
            id=str(vehicle + 1),
            technician=str(vehicle + 1),
            start_place=0,
            end_place=0,
            opens=round(depot.place.opens * scale),
            closes=round(depot.place.closes * scale),
            capacity={LOAD: capacity},
            prices=Prices(distance_cents_per_100km=CENT_PER_METRE),
        )
        for vehicle in range(vehicles)
    )
    visits = tuple(
        _visit(customer, index + 1, scale, price) for index, customer in enumerate(others)
    )
    return Instance(
        set="solomon",
        name=name,
        problem=Problem(visits=visits, shifts=shifts, travel=travel),
        cents=scale,
        measure=Rules(depot, {customer.name: customer for customer in others}, capacity),
        best_known=best_known(path, name),
    )


def _visit(customer: Customer, place: int, scale: int, price: int) -> Visit:
    spot = customer.place
    return Visit(
        id=customer.name,
        place=place,
        service_s=int(np.ceil(spot.service * scale)),
        windows=(
            TimeWindow(
                opens=int(np.ceil(spot.opens * scale)), closes=int(np.floor(spot.closes * scale))
            ),
        ),
        load={LOAD: customer.demand},
        mandatory=True,
        leave_out_cents=price,
    )


def published(folder: Path) -> list[Published]:
    """None: the set has no solution files."""
    return []


FORMAT = Format("*.txt", read, published)
