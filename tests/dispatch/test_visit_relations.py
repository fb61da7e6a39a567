"""Teams, follow-ups and relations as people make them, and what their plans keep."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from dispatch import models, visit_relations
from dispatch.errors import BadValue, InvalidTransition, NotAllowed, NotFound
from dispatch.planning_rules import RelationKind, WhoElse, Wish
from dispatch.statuses import VisitStatus
from dispatch.visit_relations import Gap
from optimizer import problem
from tests.dispatch.company import DISPATCHER, FINANCE, NOW, a_company, a_visit
from tests.dispatch.drafts import a_draft, published, stops_of, translated, visit_of


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    a_visit(any_session)
    return any_session


def test_a_team_starts_together_by_different_technicians(company: Session) -> None:
    [other] = visit_relations.send_team(
        company, actor=DISPATCHER, visit_ref="C1-1", size=2, now=NOW
    )

    first, second = stops_of(published(company, a_draft(company)))

    assert (other.beside, other.parts) == (True, [])
    assert first.starts == second.starts
    assert first.route.technician_id != second.route.technician_id


def test_a_team_is_sent_once_and_only_while_the_visit_is_ready(company: Session) -> None:
    visit_relations.send_team(company, actor=DISPATCHER, visit_ref="C1-1", size=2, now=NOW)
    with pytest.raises(BadValue, match="team already"):
        visit_relations.send_team(company, actor=DISPATCHER, visit_ref="C1-1", size=3, now=NOW)
    with pytest.raises(BadValue, match="expected 2 to 10"):
        visit_relations.send_team(company, actor=DISPATCHER, visit_ref="C1-1", size=1, now=NOW)
    visit_of(company, "C1-1").status = VisitStatus.SCHEDULED
    with pytest.raises(InvalidTransition, match="only a ready visit"):
        visit_relations.send_team(company, actor=DISPATCHER, visit_ref="C1-1", size=2, now=NOW)


def test_a_follow_up_comes_later_by_the_same_technician(company: Session) -> None:
    further = visit_relations.follow_up(
        company,
        actor=DISPATCHER,
        visit_ref="C1-1",
        gap=Gap(min_gap_min=120, technician=WhoElse.SAME),
        now=NOW,
        duration_s=1800,
    )

    assert translated(company).problem.relations == (
        problem.After(first="C1-1", then=further.ref, min_gap_s=7200, technician=problem.Who.SAME),
    )
    stops = {stop.visit.ref: stop for stop in stops_of(published(company, a_draft(company)))}
    first, then = stops["C1-1"], stops[further.ref]
    assert then.starts - first.ends >= timedelta(hours=2)
    assert first.route.technician_id == then.route.technician_id


def test_relations_are_made_and_forgotten(company: Session) -> None:
    a_visit(company, "C2-1")
    visit_relations.relate_visits(
        company, actor=DISPATCHER, ref="R", kind=RelationKind.APART, visits=["C1-1", "C2-1"]
    )
    assert translated(company).problem.relations == (problem.Apart(visits=("C1-1", "C2-1")),)

    visit_relations.unrelate_visits(company, actor=DISPATCHER, ref="R")

    assert translated(company).problem.relations == ()
    with pytest.raises(NotFound):
        visit_relations.unrelate_visits(company, actor=DISPATCHER, ref="R")


@pytest.mark.parametrize("visits", [["C1-1"], ["C1-1", "C1-1"]])
def test_a_relation_needs_different_visits(company: Session, visits: list[str]) -> None:
    with pytest.raises(BadValue, match="two or more different"):
        visit_relations.relate_visits(
            company, actor=DISPATCHER, ref="R", kind=RelationKind.APART, visits=visits
        )


def test_a_gap_that_is_backwards_is_refused() -> None:
    with pytest.raises(BadValue, match="gap"):
        Gap(min_gap_min=10, max_gap_min=5)


def test_a_wish_for_a_technician_can_be_said_and_taken_back(company: Session) -> None:
    def said() -> tuple[str, ...]:
        return translated(company).problem.visits_by_id()["C1-1"].never_technicians

    visit_relations.wish_for_technician(
        company, actor=DISPATCHER, visit_ref="C1-1", technician_ref="tom", wish=Wish.NEVER
    )
    assert said() == ("tom",)

    visit_relations.wish_for_technician(
        company, actor=DISPATCHER, visit_ref="C1-1", technician_ref="tom", wish=None
    )
    assert said() == ()


def test_finance_relates_nothing(company: Session) -> None:
    with pytest.raises(NotAllowed):
        visit_relations.unrelate_visits(company, actor=FINANCE, ref="R")
    assert company.query(models.VisitRelation).count() == 0
