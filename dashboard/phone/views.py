"""What each page of the phone shows: rows from the queries, handed to a template."""

from collections.abc import Mapping
from datetime import date, timedelta
from http import HTTPStatus

from starlette.responses import RedirectResponse, Response

from dashboard.phone import links
from dashboard.phone.actions import OUTCOMES, RETURNING, own_visit, parts_offered
from dashboard.phone.dayplan import OVER, sorted_day
from dashboard.phone.forms import EMPTY, Said
from dashboard.phone.pages import page
from dashboard.visitor import Visitor
from dashboard.wording import Language
from dispatch.errors import NotAllowed, NotFound
from dispatch.queries import fieldwork, phone, phone_report
from dispatch.queries.phone import PhoneVisit, WorkDay
from dispatch.statuses import STARTED, VisitStatus

DAYS_AHEAD = 14
MOST_DAYS_OFFERED = 4

REASONS = ("why_not_home", "why_refused", "why_blocked", "why_unsafe")

NOTHING_WRONG: Mapping[str, str] = {}


def day(visitor: Visitor, asked: date, *, ended_ref: str = "") -> Response:
    """The route of one day; `ended_ref` is the visit that was just reported."""
    today, actor, now = visitor.today, visitor.actor, visitor.now
    with visitor.reading() as session:
        route = fieldwork.own_day(session, actor=actor, day=asked)
        ahead = phone.own_workdays(
            session,
            actor=actor,
            first_day=today,
            last_day=today + timedelta(days=DAYS_AHEAD),
        )
        under_way = phone.own_under_way(session, actor=actor)
    here = {visit.visit_ref for visit in route.visits} if route else set()
    elsewhere = asked == today and under_way and under_way.visit_ref not in here
    return page(
        visitor,
        "day.html",
        day=asked,
        today=today,
        tomorrow=today + timedelta(days=1),
        now=now,
        route=route,
        plan=sorted_day(route, now=now, running=asked == today) if route else None,
        choices=_choices(today, asked, ahead),
        ahead=next((one.day for one in ahead if one.day > asked), None),
        elsewhere=under_way if elsewhere else None,
        ended=_ended(visitor, ended_ref),
        other_language=next(one for one in Language if one is not visitor.language),
    )


def visit(visitor: Visitor, ref: str, *, changed: bool = False) -> Response:
    """Everything about one own visit, with the one step that comes next."""
    shown = own_visit(visitor, ref)
    with visitor.reading() as session:
        under_way = phone.own_under_way(session, actor=visitor.actor)
        route = (
            fieldwork.own_day(session, actor=visitor.actor, day=shown.day) if shown.day else None
        )
    stops = [stop.visit_ref for stop in route.visits] if route else []
    return page(
        visitor,
        "visit.html",
        visit=shown,
        under_way=under_way,
        changed=changed,
        number=stops.index(ref) + 1 if ref in stops else None,
        count=len(stops),
        back=_back(visitor, shown),
    )


def report(
    visitor: Visitor, ref: str, said: Said = EMPTY, wrong: Mapping[str, str] = NOTHING_WRONG
) -> Response:
    """The completion form, as it was sent where something is `wrong`."""
    with visitor.reading() as session:
        shown = phone.own_visit(session, actor=visitor.actor, visit_ref=ref)
        choices = phone_report.own_report_choices(session, actor=visitor.actor, visit_ref=ref)
    if not wrong and shown.status is not VisitStatus.ON_SITE:
        return RedirectResponse(links.visit(ref), status_code=HTTPStatus.SEE_OTHER)
    since = shown.actual_start or shown.actual_arrival or visitor.now
    return page(
        visitor,
        "report.html",
        _status(wrong),
        visit=shown,
        choices=choices,
        parts=parts_offered(shown, choices),
        outcomes=OUTCOMES,
        returning_outcomes=RETURNING,
        since=since,
        minutes=(visitor.now - since) // timedelta(minutes=1),
        planned_km=_km(visitor, shown),
        said=said,
        wrong=wrong,
    )


def no_access(
    visitor: Visitor, ref: str, said: Said = EMPTY, wrong: Mapping[str, str] = NOTHING_WRONG
) -> Response:
    """The form for a closed door."""
    shown = own_visit(visitor, ref)
    if not wrong and shown.status not in STARTED:
        return RedirectResponse(links.visit(ref), status_code=HTTPStatus.SEE_OTHER)
    return page(
        visitor,
        "no_access.html",
        _status(wrong),
        visit=shown,
        reasons=REASONS,
        planned_km=_km(visitor, shown),
        said=said,
        wrong=wrong,
    )


def gone(visitor: Visitor, typed: str = "") -> Response:
    """Somebody else's visit and no visit at all look the same; `typed` is given back."""
    return page(
        visitor,
        "message.html",
        HTTPStatus.NOT_FOUND,
        title=visitor.say("phone.gone_title"),
        text=visitor.say("phone.gone"),
        typed=typed,
        href="/m",
        link=visitor.say("phone.to_my_day"),
    )


def for_technicians(visitor: Visitor) -> Response:
    role = visitor.say(f"phone.role_{visitor.actor.role}")
    return page(
        visitor,
        "message.html",
        HTTPStatus.FORBIDDEN,
        title=visitor.say("phone.strangers_title"),
        text=visitor.say("phone.strangers", role=role),
        typed="",
        href="/",
        link=visitor.say("phone.to_office"),
    )


def sorry(visitor: Visitor, text: str) -> Response:
    return page(
        visitor,
        "message.html",
        HTTPStatus.BAD_REQUEST,
        title=visitor.say("phone.bad_title"),
        text=text,
        typed="",
        href="/m",
        link=visitor.say("phone.to_my_day"),
    )


def _choices(today: date, asked: date, ahead: tuple[WorkDay, ...]) -> list[WorkDay]:
    """Today and tomorrow always, then the next days with visits, and the one looked at."""
    counts = {one.day: one.visits for one in ahead}
    always = {today, today + timedelta(days=1)}
    later = [one for one in sorted(counts) if one not in always]
    shown = sorted({*always, *later[: MOST_DAYS_OFFERED - len(always)], asked})
    return [WorkDay(one, counts.get(one, 0)) for one in shown]


def _ended(visitor: Visitor, ref: str) -> PhoneVisit | None:
    """The visit just reported, if it is theirs and has ended."""
    if not ref:
        return None
    try:
        found = own_visit(visitor, ref)
    except (NotFound, NotAllowed):
        return None
    return found if found.status in OVER else None


def _back(visitor: Visitor, shown: PhoneVisit) -> str:
    if shown.day is None or shown.day == visitor.today:
        return "/m"
    return f"/m?day={shown.day.isoformat()}"


def _km(visitor: Visitor, shown: PhoneVisit) -> str:
    return visitor.formats.number(shown.planned_distance_m / 1000, decimals=1)


def _status(wrong: Mapping[str, str]) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
