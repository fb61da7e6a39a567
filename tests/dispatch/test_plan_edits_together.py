"""Two dispatchers at one draft, on both databases: nobody's edit is lost without a word."""

import threading

import pytest
from sqlalchemy import Engine

from dispatch import database, models, plan_edits
from dispatch.errors import StalePlan
from dispatch.plan_steps import Pin
from dispatch.queries.board import board
from dispatch.roles import Actor
from tests.dispatch.board_day import ANNA, four_visits, orders, published, tray
from tests.dispatch.company import DISPATCHER, NOW
from tests.dispatch.drafts import SETTINGS, TOMORROW


@pytest.fixture
def plan_id(any_engine: Engine) -> int:
    with database.transaction(any_engine) as session:
        return four_visits(session).id


def test_of_two_edits_at_the_same_revision_one_is_kept_and_one_refused(
    any_engine: Engine, plan_id: int
) -> None:
    at_once = threading.Barrier(2)
    refused: list[StalePlan] = []

    def take_off(actor: Actor, visit: str) -> None:
        at_once.wait()
        try:
            with database.transaction(any_engine) as session:
                plan_edits.unassign(
                    session,
                    actor=actor,
                    plan_id=plan_id,
                    visit_ref=visit,
                    revision=1,
                    settings=SETTINGS,
                    now=NOW,
                )
        except StalePlan as stale:
            refused.append(stale)

    people = [
        threading.Thread(target=take_off, args=[DISPATCHER, "V1"]),
        threading.Thread(target=take_off, args=[ANNA, "V3"]),
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()

    with database.transaction(any_engine) as session:
        plan = session.get_one(models.Plan, plan_id)
        assert plan.version == 2
        assert len(tray(plan)) == 2
    assert len(refused) == 1
    assert "changed plan" in str(refused[0])


def test_a_whole_session_of_edits_ends_published(any_engine: Engine, plan_id: int) -> None:
    revision = 1
    steps = [
        (plan_edits.move_stop, {"visit_ref": "V2", "technician_ref": "tom"}),
        (plan_edits.place, {"visit_ref": "V4", "technician_ref": "noor"}),
        (plan_edits.pin, {"visit_ref": "V4", "what": Pin.TECHNICIAN}),
        (plan_edits.undo, {}),
        (plan_edits.redo, {}),
    ]

    for verb, given in steps:
        with database.transaction(any_engine) as session:
            edit = verb(  # type: ignore[operator]
                session,
                actor=DISPATCHER,
                plan_id=plan_id,
                revision=revision,
                settings=SETTINGS,
                now=NOW,
                **given,
            )
        revision = edit.revision

    with database.transaction(any_engine) as session:
        plan = session.get_one(models.Plan, plan_id)
        assert sorted(orders(plan)["noor"]) == ["V1", "V4"]
        published(session, plan)
    with database.transaction(any_engine) as session:
        found = board(session, actor=ANNA, day=TOMORROW, now=NOW, settings=SETTINGS)
        assert found.published is not None
        assert found.published.plan_id == plan_id
        assert len(found.stops) == 4
