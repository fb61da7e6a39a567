"""Stops that keep their place behind another one, taken over from draft to draft."""

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.plan_facts import Facts
from dispatch.statuses import PlanStatus


def take_over(session: Session, source: models.Plan, plan: models.Plan) -> None:
    """Order pins of the draft `source` where the stop before is still the same in `plan`.

    Those of a published plan are in the problem already.
    """
    old, new = (session.get(models.PlanFacts, one.id) for one in (source, plan))
    if old is None or new is None or source.status is not PlanStatus.DRAFT:
        return
    pins = Facts.model_validate_json(old.facts_json).order_pins
    was, now = _before(source), _before(plan)
    kept = tuple(pin for pin in pins if pin in now and now[pin] == was.get(pin))
    facts = Facts.model_validate_json(new.facts_json).model_copy(update={"order_pins": kept})
    new.facts_json = facts.model_dump_json()
    session.flush()


def _before(plan: models.Plan) -> dict[str, str]:
    """The visit before each placed one; '' where it is the first."""
    found: dict[str, str] = {}
    for route in plan.routes:
        refs = [stop.visit.ref for stop in route.stops]
        found.update(zip(refs, ["", *refs[:-1]], strict=True))
    return found
