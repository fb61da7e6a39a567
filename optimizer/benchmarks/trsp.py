"""Technicians with skills, tools and spare parts: routing and scheduling after Pillac.

Pillac, Gueret, Medaglia 2013, "A parallel matheuristic for the technician routing and scheduling
problem". The cost is the sum of the routes' durations, each with the best departure. A
technician needs all skills of a request; tools stay, parts are used up; one pass by the depot
brings all tools and parts that are needed afterwards. Times are doubles in print; ours are
rounded up, so that whatever is in time for us is in time in doubles.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from optimizer.benchmarks.doubles import Place, Trip, twice_or_never
from optimizer.benchmarks.instance import (
    CENT_PER_SECOND,
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
from optimizer.problem import PickUp, Prices, Problem, Shift, Skill, SkillNeed, TimeWindow, Visit
from optimizer.solution import Route, Solution

ROW = re.compile(r"^(.*?)\[(.*?)\]\s*\[(.*?)\]\s*\[(.*?)\]$")
COLUMNS = "ID X Y TWS TWE Serv [SKILLS] [TOOLS] [SPARE PARTS]"


@dataclass(frozen=True)
class Row:
    """The depot, a technician or a request; `parts` are pieces by kind."""

    name: str
    place: Place
    skills: tuple[str, ...]
    tools: tuple[str, ...]
    parts: dict[str, int]


@dataclass(frozen=True)
class Rules:
    """Duration of the routes; windows, skills, tools, parts and completeness."""

    depot: Row
    technicians: dict[str, Row]
    requests: dict[str, Row]

    def cost(self, solution: Solution) -> float:
        return sum(self._trip(route).duration() for route in solution.routes)

    def faults(self, solution: Solution) -> list[str]:
        orders = {route.shift: [stop.visit for stop in route.stops] for route in solution.routes}
        found = twice_or_never(orders, list(self.requests))
        for route in solution.routes:
            found += self._trip(route).faults()
            found += self._lacks(route)
        return found

    def _trip(self, route: Route) -> Trip:
        home = self.technicians[route.shift].place
        stops = [self.requests[stop.visit].place for stop in route.stops]
        if route.picked_up is not None:
            stops.insert(route.picked_up.before, self.depot.place)
        return Trip(route.shift, home, tuple(stops), home)

    def _lacks(self, route: Route) -> list[str]:
        technician, found = self.technicians[route.shift], []
        left = Counter(technician.parts)
        passed = len(route.stops) if route.picked_up is None else route.picked_up.before
        for index, stop in enumerate(route.stops):
            request = self.requests[stop.visit]
            left.subtract(request.parts)
            if not set(request.skills) <= set(technician.skills):
                found.append(f"technician {route.shift} lacks a skill for {stop.visit}")
            lacks = (
                not set(request.tools) <= set(technician.tools) or min(left.values(), default=0) < 0
            )
            if index < passed and lacks:
                found.append(f"technician {route.shift} lacks tools or parts at {stop.visit}")
        return found


def read(path: Path) -> Instance:
    """The instance in a file; `BadInstance` names the line that is wrong."""
    crew, rows, name = 0, [], path.stem
    lines = text_of(path).splitlines()
    for line_number, line in enumerate(lines, start=1):
        stripped = line.strip()
        try:
            if "[" in stripped:
                rows.append(_row(stripped))
            elif line_number > 1 and "CREW" in lines[line_number - 2].upper():
                crew = whole(stripped.split()[0] if stripped else "")
        except ValueError as wrong:
            raise BadInstance(f"{path} line {line_number}: {wrong}") from wrong
    if not crew or len(rows) < crew + 2:
        raise BadInstance(
            f"{path} line {len(lines)}: {len(rows)} rows and a crew of {crew}; "
            "expected a line CREW COUNT, the depot, a row per technician and the requests"
        )
    rules = Rules(
        rows[0],
        {row.name: row for row in rows[1 : crew + 1]},
        {row.name: row for row in rows[crew + 1 :]},
    )
    scale = scale_for(rows[0].place.closes)
    try:
        problem = _problem(rows, crew, scale)
    except ValueError as wrong:
        raise BadInstance(f"{path}: {wrong}") from wrong
    known = best_known(path, name)
    if known is None and name in _solutions(path.parent):
        known = number(_solutions(path.parent)[name])
    return Instance("trsp", name, problem, scale, rules, known)


def _row(line: str) -> Row:
    found = ROW.match(line)
    fields = found.group(1).split() if found else []
    if found is None or len(fields) != 6:
        raise ValueError(f"{line!r}, expected {COLUMNS}")
    x, y, opens, closes, service = (number(field) for field in fields[1:])
    if closes < opens:
        raise ValueError(f"TWE {closes:g} is before TWS {opens:g}")
    skills, tools, parts = (
        [whole(item) for item in found.group(group).split(",") if item.strip()]
        for group in (2, 3, 4)
    )
    return Row(
        name=fields[0],
        place=Place((x, y), opens, closes, service),
        skills=tuple(f"skill {skill}" for skill in skills),
        tools=tuple(f"tool {tool}" for tool in tools),
        parts={f"part {kind}": pieces for kind, pieces in enumerate(parts) if pieces},
    )


def _problem(rows: Sequence[Row], crew: int, scale: int) -> Problem:
    depot = rows[0].place
    pick_up = PickUp(place=0, service_s=int(np.ceil(depot.service * scale)))
    price = leave_out_price(round(depot.closes * scale), len(rows))
    return Problem(
        visits=tuple(
            _visit(row, index, scale, price) for index, row in enumerate(rows) if index > crew
        ),
        shifts=tuple(
            _shift(row, index + 1, scale, pick_up) for index, row in enumerate(rows[1 : crew + 1])
        ),
        travel=scaled_travel([row.place.at for row in rows], scale),
    )


def _shift(row: Row, home: int, scale: int, pick_up: PickUp) -> Shift:
    return Shift(
        id=row.name,
        technician=row.name,
        start_place=home,
        end_place=home,
        opens=int(np.ceil(row.place.opens * scale)),
        closes=int(np.floor(row.place.closes * scale)),
        skills=tuple(Skill(skill=skill) for skill in row.skills),
        equipment=row.tools,
        stock=row.parts,
        pick_up=pick_up,
        prices=Prices(route_cents_per_hour=CENT_PER_SECOND),
    )


def _visit(row: Row, place: int, scale: int, price: int) -> Visit:
    spot = row.place
    return Visit(
        id=row.name,
        place=place,
        service_s=int(np.ceil(spot.service * scale)),
        windows=(
            TimeWindow(
                opens=int(np.ceil(spot.opens * scale)), closes=int(np.floor(spot.closes * scale))
            ),
        ),
        skills=tuple(SkillNeed(skill=skill) for skill in row.skills),
        equipment=row.tools,
        parts=row.parts,
        mandatory=True,
        leave_out_cents=price,
    )


def published(folder: Path) -> list[Published]:
    """The plans in the `.sol` files for the instances that are there."""
    said = _solutions(folder)
    found = []
    for path in FORMAT.files(folder):
        if path.stem in said and path.stem + "-S" in said:
            instance = read(path)
            cost, plan = number(said[path.stem]), said[path.stem + "-S"]
            orders, passes = _orders(instance, plan)
            found.append(Published(instance, path.stem, orders, cost, 0.001, passes))
    return found


def _solutions(folder: Path) -> Mapping[str, str]:
    """What the folder's solution files say: lines key=value."""
    lines = [
        line.partition("=")
        for path in sorted(folder.glob("*.sol"))
        for line in text_of(path).splitlines()
        if "=" in line
    ]
    return {key.strip(): value.strip() for key, _, value in lines}


def _orders(instance: Instance, plan: str) -> tuple[dict[str, list[str]], dict[str, int]]:
    """`<1,26,151,27,126|...>`: technician, requests, the depot's number, the way home's.

    With m technicians and n requests, technician k's way home is m + n + k, and 2 m + n + k
    the depot where technician k passes it. Second: before which request that is.
    """
    requests = {visit.id for visit in instance.problem.visits}
    first_depot = len(requests) + 2 * len(instance.problem.shifts)
    orders, passes = {}, {}
    for route in plan.strip("<>").split("|"):
        technician, *rest = route.split(",")
        order = [visit for visit in rest if visit in requests]
        if order:
            orders[technician] = order
        for index, name in enumerate(rest):
            if name not in requests and int(name) > first_depot:
                passes[technician] = index
    return orders, passes


FORMAT = Format("*.txt", read, published)
