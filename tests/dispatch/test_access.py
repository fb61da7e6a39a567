"""Who may do and read what: every use case and query with every kind of person.

A visit of Noor's is asked about by its owner, by a colleague, by a technician whom nobody linked
to a record, and by each role of the office. `access_table` must name every function that takes an
actor; a new one without a row fails.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

import dispatch
from dispatch import models, planning
from dispatch.config import Settings
from dispatch.errors import DispatchError, NotAllowed
from dispatch.fieldwork import Report, start_travel
from dispatch.plan_basis import policy_of
from dispatch.plan_steps import Pin
from dispatch.planning_rules import RelationKind
from dispatch.queries import cases, cost_overview, fieldwork, phone, search
from dispatch.queries.cost_overview import Narrowed
from dispatch.roles import Actor
from dispatch.statuses import (
    AttemptOutcome,
    Channel,
    Role,
)
from dispatch.table_rows import Table
from dispatch.visit_relations import Gap
from dispatch.working_time import Calendar
from optimizer.incumbent import baseline_solution
from tests.dispatch.access_table import BELOW, MAY, PEOPLE
from tests.dispatch.board_day import four_visits
from tests.dispatch.company import NOW, TODAY, ZONE, a_visit, acting_technician
from tests.dispatch.drafts import SETTINGS, a_horizon
from tests.dispatch.published import a_published_route


@pytest.fixture
def company(session: Session) -> Session:
    """Noor's A-1 and Tom's T-1 are published today; V1 to V4 are ready, in a draft of tomorrow."""
    four_visits(session)
    a_published_route(session, [a_visit(session, "A-1")])
    a_published_route(session, [a_visit(session, "T-1")], "tom")
    return session


def person(session: Session, name: str) -> Actor:
    if name in ("noor", "tom"):
        return acting_technician(session, name)
    roles = {
        "una": Role.TECHNICIAN,
        "sam": Role.SUPPORT,
        "dora": Role.DISPATCHER,
        "fin": Role.FINANCE,
        "ada": Role.ADMIN,
    }
    return Actor(name, roles[name])


@pytest.mark.parametrize("name", PEOPLE)
def test_each_person_may_do_and_read_what_the_table_says(
    company: Session, tmp_path: Path, name: str
) -> None:
    actor = person(company, name)
    given = arguments(company, tmp_path)

    found = {
        where: is_let_in(company, function, actor, given) for where, function in asking_who_acts()
    }

    expected = {
        f"{module}.{function}": name in who.split()
        for module, functions in MAY.items()
        for function, who in functions.items()
    }
    assert found == expected


def asking_who_acts() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of the product that takes an actor, by its name."""
    for found in pkgutil.walk_packages(dispatch.__path__, "dispatch."):
        module = found.name.removeprefix("dispatch.")
        if module in BELOW or module.startswith(("commands", "migrations", "__main__")):
            continue
        for name, function in inspect.getmembers(import_module(found.name), inspect.isfunction):
            own = function.__module__ == found.name and not name.startswith("_")
            if own and "actor" in inspect.signature(function).parameters and name != "own_row":
                yield f"{module}.{name}", function


def is_let_in(
    session: Session, function: Callable[..., object], actor: Actor, given: dict[str, Any]
) -> bool:
    """Past the door, whatever comes then; who is not let in has changed nothing."""
    wanted = inspect.signature(function).parameters.values()
    needed = {one.name: given[one.name] for one in wanted if one.default is one.empty}
    with session.begin_nested() as attempt:
        try:
            function(**needed | {"session": session, "actor": actor})
        except NotAllowed:
            assert not session.dirty
            assert not session.new
            return False
        except DispatchError:
            return True
        finally:
            attempt.rollback()
    return True


def arguments(session: Session, folder: Path) -> dict[str, Any]:
    """Something of the right kind for every parameter; A-1 is the visit in question."""
    settings = Settings(database_url="sqlite://")
    ada = person(session, "ada")
    days = {"first_day": TODAY, "last_day": TODAY}
    overview = cost_overview.overview(session, actor=ada, **days, narrowed=Narrowed(), zone=ZONE)
    policy = policy_of(SETTINGS)
    translation = planning.prepare(session, actor=ada, horizon=a_horizon(), policy=policy)
    nothing = baseline_solution(translation.problem)
    return days | {
        "session": session,
        "actor": ada,
        "after_id": 1,
        "area": settings.service_area,
        "before_id": 1,
        "by": "Ria",
        "calendar": Calendar.of(SETTINGS),
        "case_ref": "case-A-1",
        "cells": {},
        "channel": Channel.HOTLINE,
        "column": "technician",
        "comment": "too much",
        "currency": "EUR",
        "day": TODAY,
        "days": 1,
        "folder": folder,
        "gap": Gap(),
        "horizon": a_horizon(),
        "key": "window: wider",
        "kind": RelationKind.APART,
        "lat": 52.5,
        "lon": 6.1,
        "minutes": 5,
        "name": "customers",
        "narrowed": Narrowed(),
        "now": NOW + timedelta(hours=1),
        "outcome": AttemptOutcome.NOT_SOLVED,
        "overview": overview,
        "password": "correct horse",
        "path": folder / "customers.csv",
        "plan": session.get_one(models.Plan, 1),
        "plan_id": 1,
        "policy": policy,
        "read": [("A-1", 1)],
        "reason": "works again",
        "ref": "S1",
        "report": Report(findings="scale"),
        "revision": 0,
        "role": Role.SUPPORT,
        "searched": planning.Searched(nothing, nothing, iterations=None),
        "settings": settings,
        "size": 2,
        "symptom": "cold",
        "table": Table("customers.csv", ("ref",), ()),
        "technician_ref": "noor",
        "today": TODAY,
        "translation": translation,
        "visit_ref": "A-1",
        "visit_refs": ("V2", "V1"),
        "visits": ("A-1", "T-1"),
        "what": Pin.TECHNICIAN,
        "why": "nobody home",
        "windows": [],
        "wish": None,
        "words": "E14",
        "zone": ZONE,
    }


def test_technicians_find_their_own_visits_and_nobody_elses(company: Session) -> None:
    seen = {name: what_lists_show(company, person(company, name)) for name in ("noor", "tom")}

    assert seen == {"noor": {"A-1"}, "tom": {"T-1"}}


def test_a_technician_without_a_record_finds_nothing_at_all(company: Session) -> None:
    # visits to be planned have no technician either: that makes them nobody's
    assert what_lists_show(company, person(company, "una")) == set()


def what_lists_show(session: Session, actor: Actor) -> set[str]:
    """Visits that any list names, or whose case it names."""
    day = fieldwork.own_day(session, actor=actor, day=TODAY)
    found = [case.case_ref for case in cases.queue(session, actor=actor, now=NOW)]
    found += [hit.case_ref for hit in search.search(session, actor=actor, words="E14")]
    days = phone.own_workdays(session, actor=actor, first_day=TODAY, last_day=TODAY)
    visits = [visit.visit_ref for visit in day.visits] if day else []
    assert sum(one.visits for one in days) == len(visits)
    return {ref.removeprefix("case-") for ref in found} | set(visits)


def test_what_is_under_way_is_told_to_its_technician_only(company: Session) -> None:
    noor = person(company, "noor")
    start_travel(company, actor=noor, visit_ref="A-1", now=NOW)

    told = {
        name: phone.own_under_way(company, actor=person(company, name))
        for name in ("noor", "tom", "una")
    }

    assert {name: one and one.visit_ref for name, one in told.items()} == {
        "noor": "A-1",
        "tom": None,
        "una": None,
    }
