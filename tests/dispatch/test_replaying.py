"""A search that ended after its rounds can be repeated, byte for byte, also after hand edits."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import database, fingerprints, models, plan_edits, replaying
from dispatch.errors import BadValue, NotAllowed
from dispatch.plan_steps import Pin
from dispatch.planning_runs import Run, plan_days
from dispatch.solver_jobs import Limits, search
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT
from tests.dispatch.drafts import SETTINGS, TOMORROW, two_ready_visits


def planned(database_engine: Engine, **limits: object) -> int:
    with Session(database_engine) as session:
        two_ready_visits(session)
        session.commit()
    run = Run(TOMORROW, 1, DISPATCHER, NOW, Limits(**limits), "storm day")  # type: ignore[arg-type]
    return plan_days(database_engine, run, SETTINGS).plan_id


def test_a_plan_made_by_rounds_is_rebuilt_after_it_was_edited(any_engine: Engine) -> None:
    plan_id = planned(any_engine, iterations=2, engine="ortools")
    with database.transaction(any_engine) as session:
        plan = session.get_one(models.Plan, plan_id)
        assert (plan.policy, plan.asked_engine) == ("storm day", "ortools")
        assert "ortools 9" in (plan.made_with or "")
        ref = plan.routes[0].stops[0].visit.ref
        plan_edits.pin(
            session,
            actor=DISPATCHER,
            plan_id=plan_id,
            visit_ref=ref,
            what=Pin.TECHNICIAN,
            revision=plan.version,
            settings=SETTINGS,
            now=NOW,
        )

    with database.transaction(any_engine) as session:
        recipe = replaying.recipe(session, actor=DISPATCHER, plan_id=plan_id)

    assert all(visit.technician is None for visit in recipe.problem.visits)
    found = search(recipe.problem, Limits(iterations=recipe.iterations, engine=recipe.engine))
    assert fingerprints.digest(found.solution) == recipe.digest


def test_a_plan_that_a_clock_ended_cannot_be_rebuilt(engine: Engine) -> None:
    plan_id = planned(engine, seconds=60, iterations=2, engine="ortools")

    with (
        database.transaction(engine) as session,
        pytest.raises(BadValue, match="cannot be repeated"),
    ):
        replaying.recipe(session, actor=DISPATCHER, plan_id=plan_id)


def test_only_dispatchers_get_the_recipe(session: Session) -> None:
    with pytest.raises(NotAllowed):
        replaying.recipe(session, actor=SUPPORT, plan_id=1)
