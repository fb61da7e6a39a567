"""What a screen offers is what the use cases allow: each act is tried in each situation."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from dispatch import cases, models, visits
from dispatch.case_acts import Act, possible_acts
from dispatch.errors import GateClosed, InvalidTransition, NotAllowed
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority, Role, VisitStatus
from dispatch.visit_building import OPEN_VISIT
from tests.dispatch.company import NOW, a_case, a_company, a_visit

SITUATIONS = [
    *((status, None) for status in CaseStatus),
    *((CaseStatus.ESCALATED, visit) for visit in OPEN_VISIT),
]

ACTS: dict[Act, Callable[[Session, Actor], object]] = {
    Act.TRY: lambda session, actor: cases.record_attempt(
        session,
        actor=actor,
        case_ref="C1",
        channel=Channel.HOTLINE,
        minutes=5,
        outcome=AttemptOutcome.NOT_SOLVED,
        now=NOW,
    ),
    Act.AMEND: lambda session, actor: cases.amend_case(
        session, actor=actor, case_ref="C1", now=NOW, priority=Priority.HIGH
    ),
    Act.ESCALATE: lambda session, actor: cases.escalate_case(
        session, actor=actor, case_ref="C1", now=NOW
    ),
    Act.SOLVE: lambda session, actor: cases.solve_case(
        session, actor=actor, case_ref="C1", now=NOW
    ),
    Act.CLOSE: lambda session, actor: cases.close_case(
        session, actor=actor, case_ref="C1", now=NOW
    ),
    Act.REOPEN: lambda session, actor: cases.reopen_case(
        session, actor=actor, case_ref="C1", now=NOW, why="cold again"
    ),
    Act.CANCEL_VISIT: lambda session, actor: visits.cancel_visit(
        session, actor=actor, visit_ref="C1-1", reason="works again", now=NOW
    ),
}


@pytest.mark.parametrize(("status", "visit"), SITUATIONS)
def test_an_act_is_offered_where_its_use_case_takes_it(
    session: Session, status: CaseStatus, visit: VisitStatus | None
) -> None:
    a_company(session)
    case = a_case(session, status=status)
    case.waivers.append(models.GateWaiver(by="Ria", reason="no heating", at=NOW))
    a_visit(session, case=case, status=visit or VisitStatus.INCOMPLETE)

    for role in Role:
        taken = [act for act in ACTS if takes(session, act, Actor(name="sam", role=role))]
        assert sorted(possible_acts(role, status, visit)) == sorted(taken)


def takes(session: Session, act: Act, actor: Actor) -> bool:
    """Whether the use case does it; whatever it did is taken back."""
    attempt = session.begin_nested()
    try:
        ACTS[act](session, actor)
    except (NotAllowed, InvalidTransition, GateClosed):
        return False
    finally:
        attempt.rollback()
    return True
