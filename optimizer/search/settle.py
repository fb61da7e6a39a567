"""Pricing routes whose times depend on each other, compiled.

Routes that are tied, by visits that push each other or by one technician's rest, hours and
fair share, are timed again and again until nothing moves: the least fixed point, as in
`optimizer.plan_timing`.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.apart import apart
from optimizer.search.compiling import compiled
from optimizer.search.linked import END_START, START_END, Links
from optimizer.search.model import Model
from optimizer.search.plan import Plan
from optimizer.search.scratch import Scratch
from optimizer.search.timing import route_cost

Ints = npt.NDArray[np.int64]

ROUNDS = 60
"""Times that ties may push each other before the routes count as impossible."""


class Work(NamedTuple):
    """Routes under trial: those to be timed, and those that have been."""

    told: npt.NDArray[np.float64]  # (m, 4)
    flag: Ints  # (m,) 1: waits to be timed
    waiting: Ints  # (m,)
    seen: Ints  # (m,) 1: in `timed`
    timed: Ints  # (m,)
    counts: Ints  # (2,) timed, waiting


def work_room(shifts: int) -> Work:
    return Work(
        told=np.zeros((shifts, 4)),
        flag=np.zeros(shifts, dtype=np.int64),
        waiting=np.zeros(shifts, dtype=np.int64),
        seen=np.zeros(shifts, dtype=np.int64),
        timed=np.zeros(shifts, dtype=np.int64),
        counts=np.zeros(2, dtype=np.int64),
    )


@compiled
def clear_ties(links: Links, plan: Plan, own: Scratch, work: Work, found: Ints, count: int) -> None:
    """Forget what the routes in `found` left to each other; all of them are to be timed."""
    work.counts[0] = 0
    for number in range(count):
        shift = found[number]
        own.leaves[shift] = 0
        _mark(work, shift)
        for stop in range(plan.route[shift].stops):
            visit = plan.order[shift, stop]
            own.floor[visit] = 0
            own.begins[visit] = 0
            own.held[visit] = 0
            for link in range(links.link_of[visit], links.link_of[visit + 1]):
                if plan.route_of[links.link[link].other] >= 0:
                    own.held[visit] = 1


@compiled
def bind_visit(
    model: Model, links: Links, plan: Plan, own: Scratch, work: Work, visit: int
) -> None:
    """Let a visit that has just been put on a route feel its partners, and they it."""
    own.floor[visit] = 0
    own.held[visit] = 0
    own.begins[visit] = 0
    for number in range(links.link_of[visit], links.link_of[visit + 1]):
        other = links.link[number].other
        there = plan.route_of[other]
        if there < 0:
            continue
        own.held[visit] = 1
        own.held[other] = 1
        _mark(work, there)


@compiled
def _mark(work: Work, shift: int) -> None:
    """Put the route on the list of those to be timed."""
    if work.flag[shift] == 0:
        work.flag[shift] = 1
        work.waiting[work.counts[1]] = shift
        work.counts[1] += 1
    if work.seen[shift] == 0:
        work.seen[shift] = 1
        work.timed[work.counts[0]] = shift
        work.counts[0] += 1


@compiled
def begin_trial(work: Work, shift: int) -> None:
    """Only this route has changed."""
    work.counts[0] = 0
    _mark(work, shift)


@apart
def settle(model: Model, links: Links, plan: Plan, own: Scratch, work: Work, most: float) -> float:
    """Time the marked routes, and those they push, until nothing moves; extra cents.

    inf where that never ends or, if other stops can only become dearer, where it costs more
    than `most`. Writes for each route timed, into the rows of `work.told`: cents, working
    time, largest lateness, home. `work.timed` lists these routes.
    """
    extra, steps = 0.0, 0
    for number in range(work.counts[0]):
        work.told[work.timed[number], 0] = plan.route[work.timed[number]].cents
    while work.counts[1] > 0:
        work.counts[1] -= 1
        shift = work.waiting[work.counts[1]]
        work.flag[shift] = 0
        steps += 1
        known = work.counts[0]
        size = plan.route[shift].stops
        cents = route_cost(model, shift, plan.order[shift], size, own)
        extra += cents - work.told[shift, 0]
        if cents == np.inf or steps > ROUNDS * (1 + known) or (links.only_dearer and extra > most):
            _stop(work)
            return np.inf
        work.told[shift, 0] = cents
        if size == 0:
            work.told[shift, 1], work.told[shift, 2], work.told[shift, 3] = 0.0, 0.0, 0.0
        else:
            work.told[shift, 1], work.told[shift, 2] = own.told[0], own.told[1]
            work.told[shift, 3] = own.told[2]
            _push_visits(model, links, plan, own, work, shift)
        _push_rest(model, links, plan, own, work, shift)
        for number in range(known, work.counts[0]):
            work.told[work.timed[number], 0] = plan.route[work.timed[number]].cents
    if _too_many_hours(links, plan, work):
        return np.inf
    return extra


@compiled
def _stop(work: Work) -> None:
    while work.counts[1] > 0:
        work.counts[1] -= 1
        work.flag[work.waiting[work.counts[1]]] = 0


@compiled
def adopt(plan: Plan, own: Scratch, work: Work) -> None:
    """What the trial found is how things are now."""
    for number in range(work.counts[0]):
        shift = work.timed[number]
        work.seen[shift] = 0
        plan.leaves[shift] = own.leaves[shift]
        plan.route[shift].cents = work.told[shift, 0]
        for column in range(4):
            plan.told[shift, column] = work.told[shift, column]
        for stop in range(plan.route[shift].stops):
            visit = plan.order[shift, stop]
            plan.floor[visit] = own.floor[visit]
            plan.held[visit] = own.held[visit]
            plan.begins[visit] = own.begins[visit]
    work.counts[0] = 0


@compiled
def discard(plan: Plan, own: Scratch, work: Work) -> None:
    """Forget the trial."""
    for number in range(work.counts[0]):
        shift = work.timed[number]
        work.seen[shift] = 0
        own.leaves[shift] = plan.leaves[shift]
        for column in range(4):
            work.told[shift, column] = plan.told[shift, column]
        for stop in range(plan.route[shift].stops):
            visit = plan.order[shift, stop]
            own.floor[visit] = plan.floor[visit]
            own.held[visit] = plan.held[visit]
            own.begins[visit] = plan.begins[visit]
    work.counts[0] = 0


@compiled
def _push_visits(
    model: Model, links: Links, plan: Plan, own: Scratch, work: Work, shift: int
) -> None:
    """Raise the floors of visits that those of this route push, and mark their routes."""
    for stop in range(plan.route[shift].stops):
        visit = plan.order[shift, stop]
        for number in range(links.link_of[visit], links.link_of[visit + 1]):
            other = links.link[number].other
            there = plan.route_of[other]
            if there < 0:
                continue
            need = own.begins[visit] + links.link[number].by
            if links.link[number].kind == END_START:
                need += _on_site(model, plan, shift, visit)
            elif links.link[number].kind == START_END:
                need -= _on_site(model, plan, there, other)
            if need > own.floor[other]:
                own.floor[other] = need
                if need > own.begins[other]:
                    _mark(work, there)


@compiled
def _on_site(model: Model, plan: Plan, shift: int, visit: int) -> int:
    """Seconds on site, the setup included if the stop before is elsewhere."""
    seconds = model.on_site[model.shift[shift].pace_class, visit]
    if model.visit[visit].setup == 0:
        return seconds
    before = -1
    for stop in range(plan.route[shift].stops):
        other = plan.order[shift, stop]
        if other == visit:
            break
        before = model.visit[other].place
    return seconds if before == model.visit[visit].place else seconds + model.visit[visit].setup


@compiled
def _push_rest(
    model: Model, links: Links, plan: Plan, own: Scratch, work: Work, shift: int
) -> None:
    """The technician's next used shift begins after the rest."""
    person = links.person_of[shift]
    rest = links.person[person].rest
    if rest < 0:
        return
    passed = False
    for number in range(links.duty_of[person], links.duty_of[person + 1]):
        other = links.duty[number]
        if passed and plan.route[other].stops > 0:
            leaves = int(work.told[shift, 3]) + rest
            if leaves > own.leaves[other]:
                own.leaves[other] = leaves
                if leaves > model.shift[other].opens:
                    _mark(work, other)
            return
        passed = passed or other == shift


@compiled
def _too_many_hours(links: Links, plan: Plan, work: Work) -> bool:
    """A technician's hours are more than the limits."""
    for limit in range(len(links.limit_s)):
        hours = 0.0
        for shift in range(links.limit.shape[1]):
            if links.limit[limit, shift] and plan.route[shift].stops > 0:
                hours += work.told[shift, 1]
        if hours > links.limit_s[limit]:
            return True
    return False


@compiled
def rested(links: Links, plan: Plan, shift: int) -> int:
    """Earliest leaving after the technician's shift before this one."""
    person = links.person_of[shift]
    rest, leaves = links.person[person].rest, 0
    if rest >= 0:
        for number in range(links.duty_of[person], links.duty_of[person + 1]):
            other = links.duty[number]
            if other == shift:
                break
            if plan.route[other].stops > 0:
                leaves = int(plan.told[other, 3]) + rest
    return leaves
