"""Noor's Monday for the tests: A-1 at 08:30 and B-1 at 10:30; Tom has T-1. It is ten past eight.

Everybody who might ask is at the door: `noor`, `tom` (a colleague), `dora`, `sam`, `fin`, `ada`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dashboard.wording import Language
from dispatch import database, models
from dispatch.config import Settings
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, Channel, Role
from tests.dashboard.phone.small_web import Answer, SmallWeb, VisitorAt
from tests.dispatch.company import (
    DISPATCHER,
    FINANCE,
    NOW,
    SUPPORT,
    a_company,
    a_visit,
    acting_technician,
)
from tests.dispatch.published import OPENS, a_published_route

ADMIN = Actor(name="ada", role=Role.ADMIN)

OTHER_ROLES = ("dora", "sam", "fin", "ada")


def minutes(count: int) -> datetime:
    """Minutes after 08:00 in Amsterdam."""
    return OPENS + timedelta(minutes=count)


def a_day(engine: Engine) -> SmallWeb:
    with database.transaction(engine) as session:
        a_company(session)
        first = a_visit(session, ref="A-1")
        first.case.attempts.append(
            models.Attempt(
                channel=Channel.HOTLINE,
                by="sam",
                started_at=NOW - timedelta(days=3),
                minutes=12,
                outcome=AttemptOutcome.NOT_SOLVED,
                transcript="Reset twice, error E14 returns",
            )
        )
        a_published_route(session, [first, a_visit(session, ref="B-1")])
        a_published_route(session, [a_visit(session, ref="T-1")], "tom")
        technicians = [acting_technician(session, ref) for ref in ("noor", "tom")]
    actors = (*technicians, DISPATCHER, SUPPORT, FINANCE, ADMIN)
    # settings as shipped, whatever the environment of the test run says
    settings = Settings.model_construct()
    visitors = {
        actor.name: VisitorAt(engine, settings, actor, moment=minutes(10)) for actor in actors
    }
    visitors["noor-nl"] = replace(visitors["noor"], language=Language.DUTCH)
    return SmallWeb(visitors)


@contextmanager
def looking(engine: Engine) -> Iterator[Session]:
    """The stored rows, for what a page does not tell."""
    with database.transaction(engine) as session:
        yield session


def visit_row(session: Session, ref: str) -> models.Visit:
    return session.query(models.Visit).filter_by(ref=ref).one()


REPORT = {"outcome": "solved", "findings": "Filter clogged", "minutes": "35", "minutes_seen": "35"}


def travel(web: SmallWeb, ref: str = "A-1", **more: object) -> Answer:
    return web.ask("noor", f"/m/travel/{ref}", {"was": "scheduled", "tap": "1"} | more)


def arrive(web: SmallWeb, ref: str = "A-1") -> Answer:
    return web.ask("noor", f"/m/arrive/{ref}", {"was": "travelling", "tap": "2"})


def go_there(web: SmallWeb, ref: str = "A-1", at: int = 10) -> None:
    """Leave at that minute, arrive 20 minutes later; 35 minutes more have passed."""
    web.at(minutes(at))
    travel(web, ref)
    web.at(minutes(at + 20))
    arrive(web, ref)
    web.at(minutes(at + 55))


def text_of(answer: Answer) -> str:
    return unescape(" ".join(answer.text.split()))


def stored(engine: Engine, ref: str = "A-1") -> models.Visit:
    with looking(engine) as session:
        visit = visit_row(session, ref)
        assert visit.parts is not None
        assert visit.factors is not None
        return visit
