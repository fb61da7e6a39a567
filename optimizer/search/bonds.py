"""Which routes visits may be on, and which routes depend on each other, compiled."""

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.linked import (
    APART,
    EARLIER,
    LATER,
    NEEDS,
    OTHER_PERSON,
    SAME,
    SAME_PERSON,
    Links,
)
from optimizer.search.model import Model
from optimizer.search.plan import Plan

Ints = npt.NDArray[np.int64]


@compiled
def allowed(model: Model, links: Links, plan: Plan, visit: int, shift: int, at: int) -> bool:
    """The bonds of the visit let it stand at this place of this route, times aside."""
    for number in range(links.bond_of[visit], links.bond_of[visit + 1]):
        other, kind = links.bond[number].other, links.bond[number].kind
        there = plan.route_of[other]
        if there < 0:
            if kind == NEEDS:
                return False
            continue
        if kind == APART:
            if there == shift:
                return False
        elif kind in (SAME, EARLIER, LATER):
            if there != shift:
                return False
            if kind != SAME:
                before = False
                for stop in range(at):
                    before = before or plan.order[shift, stop] == other
                if before != (kind == LATER):
                    return False
        elif kind in (SAME_PERSON, OTHER_PERSON):
            same = links.person_of[there] == links.person_of[shift]
            if same != (kind == SAME_PERSON):
                return False
    return True


@compiled
def is_loose(links: Links, plan: Plan, shift: int) -> bool:
    """No other route depends on this one's times, nor it on theirs."""
    if links.per_largest_s > 0 or links.person[links.person_of[shift]].bound:
        return False
    for stop in range(plan.route[shift].stops):
        visit = plan.order[shift, stop]
        if links.link_of[visit] < links.link_of[visit + 1]:
            return False
    return True


@compiled
def together(links: Links, plan: Plan, shift: int, found: Ints) -> int:
    """Write the routes tied to this one, itself first; how many they are."""
    found[0], count, done = shift, 1, 0
    while done < count:
        here = found[done]
        done += 1
        person = links.person_of[here]
        if links.person[person].bound:
            for number in range(links.duty_of[person], links.duty_of[person + 1]):
                other = links.duty[number]
                if plan.route[other].stops > 0 and not _among(found, count, other):
                    found[count] = other
                    count += 1
        for stop in range(plan.route[here].stops):
            visit = plan.order[here, stop]
            for number in range(links.link_of[visit], links.link_of[visit + 1]):
                other = plan.route_of[links.link[number].other]
                if other >= 0 and not _among(found, count, other):
                    found[count] = other
                    count += 1
    return count


@compiled
def _among(found: Ints, count: int, shift: int) -> bool:
    here = False
    for number in range(count):
        here = here or found[number] == shift
    return here


@compiled
def shared_cents(links: Links, plan: Plan, told: npt.NDArray[np.float64]) -> float:
    """Prices that belong to no single route: fair shares and the largest lateness."""
    cents = 0.0
    if links.per_largest_s > 0:
        largest = 0.0
        for shift in range(len(plan.route)):
            if plan.route[shift].stops > 0:
                largest = max(largest, told[shift, 2])
        cents = links.per_largest_s * largest
    for person in range(len(links.person)):
        if links.person[person].per_s == 0 and links.person[person].per_point == 0:
            continue
        hours, points = 0.0, 0
        for number in range(links.duty_of[person], links.duty_of[person + 1]):
            shift = links.duty[number]
            if plan.route[shift].stops > 0:
                hours += told[shift, 1]
                for stop in range(plan.route[shift].stops):
                    points += links.points[plan.order[shift, stop]]
        cents += links.person[person].per_s * max(0.0, hours - links.person[person].fair_s)
        over = max(0, points - links.person[person].fair_points)
        cents += links.person[person].per_point * over
    return cents
