"""The way in and out: /sign-in, /sign-out and /language. Plain pages that need no script."""

from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import access, cookies, notices
from dashboard.doorman import Doorman
from dashboard.live import Live
from dashboard.office import Office, visitor_of
from dashboard.wording import Language
from dispatch import clock, database, sign_in
from dispatch.sign_in import DemoPerson, Refused
from dispatch.statuses import Role

LONGEST_FORM = 8_000


class Entrance:
    """Routes of the way in, over the process's office, doorman and live watchers."""

    def __init__(self, office: Office, doorman: Doorman, live: Live) -> None:
        self._office = office
        self._doorman = doorman
        self._live = live

    def routes(self) -> list[Route]:
        return [
            Route("/sign-in", self._show, methods=["GET"]),
            Route("/sign-in", self._sign_in, methods=["POST"]),
            Route("/sign-out", self._sign_out, methods=["POST"]),
            Route("/language", self._language, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        following = safe_next(request.query_params.get("next", ""))
        token = request.cookies.get(cookies.SESSION, "")
        visitor = await self._doorman.admit(token, Language.ENGLISH)
        if visitor is not None:
            return _see_other(following or access.first_page(visitor.actor.role))
        return await run_in_threadpool(self._page, request, following)

    def _page(
        self,
        request: Request,
        following: str,
        refused: Refused | None = None,
        name: str = "",
    ) -> Response:
        with database.reading(self._office.engine) as session:
            people = sign_in.demo_people(session)
        status = 200 if refused is None else 429 if refused.wait_s else 401
        page = notices.html(
            "sign_in.html",
            cookies.language_for(request),
            status=status,
            following=following,
            refused=refused,
            wait_min=-(-refused.wait_s // 60) if refused else 0,
            name=name,
            people=sorted(people, key=_desk_order),
            demo_password=sign_in.DEMO_PASSWORD,
        )
        if refused is not None and refused.wait_s:
            page.headers["Retry-After"] = str(refused.wait_s)
        return page

    async def _sign_in(self, request: Request) -> Response:
        form = await _form(request)
        if form is None:
            return notices.notice(request, "too_long", status=413)
        following = safe_next(form.get("next", ""))
        name = form.get("name", "").strip()
        outcome = await run_in_threadpool(
            self._try, name, form.get("password", ""), request.client.host if request.client else ""
        )
        if isinstance(outcome, Refused):
            return await run_in_threadpool(self._page, request, following, outcome, name)
        visitor = await self._doorman.admit(outcome, Language.ENGLISH)
        assert visitor is not None
        answer = _see_other(_allowed(following, visitor.actor.role))
        cookies.keep_session(answer, request, outcome)
        return answer

    def _try(self, name: str, password: str, address: str) -> str | Refused:
        with database.transaction(self._office.engine) as session:
            return sign_in.sign_in(
                session, name=name, password=password, address=address, now=clock.utc_now()
            )

    async def _sign_out(self, request: Request) -> Response:
        token = visitor_of(request).token
        await run_in_threadpool(self._end, token)
        self._doorman.forget(token)
        self._live.end(token)
        answer = _see_other("/sign-in")
        cookies.forget_session(answer, request)
        return answer

    def _end(self, token: str) -> None:
        with database.transaction(self._office.engine) as session:
            sign_in.sign_out(session, token=token, now=clock.utc_now())

    async def _language(self, request: Request) -> Response:
        asked = request.query_params.get("next", "")
        answer = _see_other(asked if _is_ours(asked) else "/sign-in")
        wanted = request.query_params.get("to", "")
        if wanted in set(Language):
            cookies.keep_language(answer, request, Language(wanted))
        return answer


def safe_next(asked: str) -> str:
    """A page of ours to go on to; nothing for any other address, or the way in itself."""
    return asked if _is_ours(asked) and not access.is_public(urlsplit(asked).path) else ""


def _is_ours(asked: str) -> bool:
    parts = urlsplit(asked)
    return (
        asked.startswith("/")
        and not asked.startswith("//")
        and not (parts.scheme or parts.netloc)
        and asked.isprintable()
        and "\\" not in asked
    )


def _allowed(following: str, role: Role) -> str:
    """Where they wanted to go, if their role may; else where their day begins."""
    may = following and role in access.roles_for(urlsplit(following).path)
    return following if may else access.first_page(role)


def _see_other(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303)


def _desk_order(person: DemoPerson) -> int:
    return list(Role).index(person.role)


async def _form(request: Request) -> dict[str, str] | None:
    """First value of each field; none if somebody sends far more than a form has."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}
