"""Rows that changed after a plan was made, taken into its problem: pins, and new visits."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.config import Settings
from dispatch.draft import Draft, take_off
from dispatch.errors import BadValue, NotFound, StalePlan
from dispatch.horizon import Places, Rows
from dispatch.open_drafts import OpenDraft
from dispatch.plan_basis import policy_of
from dispatch.plan_facts import VisitFact
from dispatch.planning_rows import rows_for
from dispatch.sentences import Sentence
from dispatch.statuses import VisitStatus
from dispatch.translate import under_policy
from dispatch.translate_relations import relations_of
from dispatch.translate_visits import LeftBefore
from dispatch.translate_visits import visit as to_visit
from optimizer.problem import Problem, Relation, Visit
from optimizer.travel import Place

NEW = Sentence("It is new since this plan.", "new_since_plan")

MOVABLE = (VisitStatus.READY, VisitStatus.SCHEDULED)


def require_movable(
    session: Session, opened: OpenDraft, visit_ref: str, settings: Settings
) -> models.Visit:
    """The visit's row; one that came after the plan was made joins its problem.

    `StalePlan` when the visit is under way or over by now.
    """
    row = session.scalar(select(models.Visit).where(models.Visit.ref == visit_ref))
    if row is None:
        raise NotFound(
            f"no visit {visit_ref}",
            "no_thing",
            kind=Sentence("visit", "thing_visit"),
            ref=visit_ref,
        )
    if row.status not in MOVABLE:
        raise StalePlan(
            f"visit {visit_ref} is {row.status} by now; it cannot be moved",
            "visit_not_movable",
            customer=row.case.customer.name,
            status=row.status,
        )
    if visit_ref not in opened.draft.visits:
        _adopt(session, opened, row, settings)
    return row


def retranslated(
    session: Session, opened: OpenDraft, row: models.Visit, settings: Settings
) -> Visit:
    """The visit as its row is now, at the place it has in the problem."""
    place = opened.draft.visits[row.ref].place
    rows = rows_for(session, row, list(opened.draft.visits))
    made = _translated(opened, row, rows, settings, Places())
    return made.model_copy(update={"place": place})


def _translated(
    opened: OpenDraft, row: models.Visit, rows: Rows, settings: Settings, places: Places
) -> Visit:
    policy = policy_of(settings, opened.plan.policy)
    made = to_visit(row, rows, opened.horizon, policy, places)
    if isinstance(made, LeftBefore):
        raise BadValue(
            f"visit {row.ref} cannot be planned: {made.sentence}",
            "visit_not_plannable",
            customer=row.case.customer.name,
            why=made.sentence,
        )
    return under_policy(made, policy.name)


def _adopt(session: Session, opened: OpenDraft, row: models.Visit, settings: Settings) -> None:
    """The problem with one visit more, at first left out."""
    if row.status is not VisitStatus.READY:
        raise StalePlan(
            f"visit {row.ref} is {row.status} in another plan; plan again",
            "visit_elsewhere",
            customer=row.case.customer.name,
            status=row.status,
        )
    problem = opened.draft.problem
    places = Places({(place.lat, place.lon): at for at, place in enumerate(problem.places)})
    rows = rows_for(session, row, list(opened.draft.visits))
    visit = _translated(opened, row, rows, settings, places)
    relations = list(relations_of(rows, {*opened.draft.visits, row.ref}, opened.horizon))
    grown = _grown(opened.draft, visit, relations, places.all(), settings)
    opened.draft = take_off(grown, row.ref, NEW)
    opened.facts = opened.facts.model_copy(
        update={
            "visits": {
                **opened.facts.visits,
                row.ref: VisitFact(version=row.version, promised=False),
            }
        }
    )


def _grown(
    draft: Draft,
    visit: Visit,
    relations: list[Relation],
    places: tuple[Place, ...],
    settings: Settings,
) -> Draft:
    """In the order of a translation, so that publishing finds the plan it expects."""
    problem, known = draft.problem, len(draft.problem.places)
    travel = problem.travel
    if len(places) > known:
        matrix = policy_of(settings).travel.matrix((*problem.places, *places[known:]))
        travel = matrix.model_copy(update={"traffic": travel.traffic})
    visits = sorted([*problem.visits, visit], key=lambda one: one.id)
    changed = {
        "visits": tuple(visits),
        "places": (*problem.places, *places[known:]),
        "travel": travel,
        "relations": (*problem.relations, *relations),
    }
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    grown = Problem(**(fields | changed))
    return Draft.of(grown, draft.solution, tuple(draft.order_pins))
