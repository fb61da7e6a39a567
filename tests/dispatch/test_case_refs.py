"""Numbers of cases: by year, without gaps of ours, and never twice."""

import threading
import time as pause
from datetime import time

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import case_refs, database, models
from dispatch.cases import open_case
from dispatch.statuses import CaseStatus, Channel, Priority
from dispatch.working_time import Calendar
from tests.dispatch.company import NOW, SUPPORT, ZONE, a_case, a_company

OFFICE = Calendar(zone=ZONE, country="NL", opens=time(8), closes=time(18))


def opened(session: Session) -> str:
    return open_case(
        session,
        actor=SUPPORT,
        channel=Channel.HOTLINE,
        symptom="cold",
        site_ref="S1",
        calendar=OFFICE,
        now=NOW,
    ).ref


@pytest.mark.parametrize(
    ("taken", "following"),
    [
        ([], "C-2026-00001"),
        (["C-2026-00040", "C-2026-00007"], "C-2026-00041"),
        (["C-2025-00099"], "C-2026-00001"),
        # past 99999 the number grows longer
        (["C-2026-99999", "C-2026-100000"], "C-2026-100001"),
        # somebody else's refs are no numbers of ours
        (["C-2026-00003", "C-2026-old-archive", "C-2026-9", "C1"], "C-2026-00004"),
    ],
)
def test_the_next_number_is_one_above_the_highest_of_the_year(
    any_session: Session, taken: list[str], following: str
) -> None:
    a_company(any_session)
    for ref in taken:
        a_case(any_session, ref)

    assert case_refs.next_ref(any_session, 2026) == following


def test_two_people_opening_cases_at_once_get_two_numbers(any_engine: Engine) -> None:
    with database.transaction(any_engine) as session:
        a_company(session)
    refs: list[str] = []

    def colleague() -> None:
        with database.transaction(any_engine) as session:
            refs.append(opened(session))

    with database.transaction(any_engine) as session:
        refs.append(opened(session))
        waiting = threading.Thread(target=colleague)
        waiting.start()
        pause.sleep(0.3)  # time to ask for the same number before this one is committed
    waiting.join(timeout=20)

    assert refs == ["C-2026-00001", "C-2026-00002"]


def test_another_broken_rule_is_not_taken_for_a_taken_number(session: Session) -> None:
    a_company(session)

    def without_site(ref: str) -> models.Case:
        return models.Case(
            ref=ref,
            channel=Channel.CHAT,
            site_id=999,
            symptom="cold",
            priority=Priority.NORMAL,
            status=CaseStatus.OPEN,
            opened_at=NOW,
            opened_by="sam",
            response_due=NOW,
            fix_due=NOW,
        )

    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        case_refs.add_with_next_ref(session, 2026, without_site)
