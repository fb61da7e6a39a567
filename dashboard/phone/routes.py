"""The technician's phone at /m: plain pages and forms that work without a script.

Technicians see their own visits; everybody else is told where their pages are. Every form
posts, is answered by a redirect, and may be sent twice.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboard.office import visitor_of
from dashboard.phone import actions, forms, links, views
from dashboard.phone.actions import STEPS, Seen
from dashboard.phone.forms import Said
from dashboard.phone.pages import asset
from dashboard.visitor import SignedOut, Visitor
from dispatch import clock
from dispatch.errors import BadValue, DispatchError, NotAllowed, NotFound
from dispatch.statuses import Role

See = Callable[[Visitor, Request], Response]
Act = Callable[[Visitor, str, Said], Response]


def _seen_by_technicians(see: See) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        visitor = visitor_of(request)
        if not _is_technician(visitor):
            return views.for_technicians(visitor)
        try:
            return see(visitor, request)
        except SignedOut:
            return _to_sign_in()
        except (NotFound, NotAllowed):
            return views.gone(visitor)

    return endpoint


def _done_by_technicians(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        visitor = visitor_of(request)
        if not _is_technician(visitor):
            return views.for_technicians(visitor)
        try:
            said = await forms.said_in(request)
        except forms.Unreadable:
            return views.sorry(visitor, visitor.say("phone.bad_form"))
        return await run_in_threadpool(_answer, act, visitor, request.path_params["ref"], said)

    return endpoint


def _answer(act: Act, visitor: Visitor, ref: str, said: Said) -> Response:
    try:
        return act(visitor, ref, said)
    except SignedOut:
        return _to_sign_in()
    except (NotFound, NotAllowed):
        return views.gone(visitor, typed=said.one("findings") or said.one("more"))
    except DispatchError as refusal:
        return views.sorry(visitor, visitor.tell(refusal))


def _is_technician(visitor: Visitor) -> bool:
    return visitor.actor.role is Role.TECHNICIAN and visitor.actor.technician_id is not None


def _day(visitor: Visitor, request: Request) -> Response:
    try:
        asked = clock.parse_day(request.query_params.get("day", visitor.today.isoformat()))
        in_range = abs(asked - visitor.today) < timedelta(days=3660)
    except BadValue:
        in_range, asked = False, date.min
    if not in_range:
        return views.sorry(visitor, visitor.say("phone.bad_day"))
    return views.day(visitor, asked, ended_ref=request.query_params.get("ended", ""))


def _visit(visitor: Visitor, request: Request) -> Response:
    changed = "changed" in request.query_params
    return views.visit(visitor, request.path_params["ref"], changed=changed)


def _report(visitor: Visitor, request: Request) -> Response:
    return views.report(visitor, request.path_params["ref"])


def _no_access(visitor: Visitor, request: Request) -> Response:
    return views.no_access(visitor, request.path_params["ref"])


def _step(name: str) -> Act:
    def act(visitor: Visitor, ref: str, said: Said) -> Response:
        seen = actions.take_step(visitor, ref, STEPS[name], said)
        return _to(links.visit(ref) + ("?changed=1" if seen is Seen.CHANGED else ""))

    return act


def _send_report(visitor: Visitor, ref: str, said: Said) -> Response:
    wrong = actions.report(visitor, ref, said)
    return views.report(visitor, ref, said, wrong) if wrong else _to_day_after(ref)


def _send_no_access(visitor: Visitor, ref: str, said: Said) -> Response:
    wrong = actions.no_access(visitor, ref, said)
    return views.no_access(visitor, ref, said, wrong) if wrong else _to_day_after(ref)


def _to_day_after(ref: str) -> Response:
    return _to(f"/m?ended={quote(ref, safe='')}")


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)


def _to_sign_in() -> Response:
    return _to("/sign-in?next=/m")


def _file(name: str) -> Route:
    def endpoint(request: Request) -> Response:
        return asset(name)

    return Route(f"/m/{name}", endpoint)


routes: list[BaseRoute] = [
    Route("/m", _seen_by_technicians(_day)),
    Route("/m/", _seen_by_technicians(_day)),
    _file("phone.css"),
    _file("phone.js"),
    Route("/m/visit/{ref:path}", _seen_by_technicians(_visit)),
    Route("/m/report/{ref:path}", _seen_by_technicians(_report)),
    Route("/m/report/{ref:path}", _done_by_technicians(_send_report), methods=["POST"]),
    Route("/m/no-access/{ref:path}", _seen_by_technicians(_no_access)),
    Route("/m/no-access/{ref:path}", _done_by_technicians(_send_no_access), methods=["POST"]),
    *(
        Route(f"/m/{name}/{{ref:path}}", _done_by_technicians(_step(name)), methods=["POST"])
        for name in STEPS
    ),
]
