"""The dispatch board: everything the dispatcher sees of one day, in a fixed number of queries."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from dispatch.config import Settings
from dispatch.queries.board_rows import Board as Board
from dispatch.roles import Actor


def board(
    session: Session,
    *,
    actor: Actor,
    day: date,
    plan_id: int | None = None,
    now: datetime,
    settings: Settings,
) -> Board:
    """The day with the plan `plan_id`; without it the newest draft that is newer than what is
    published, else the published plan. `NotFound` for a plan that has not that day.
    """
    raise NotImplementedError
