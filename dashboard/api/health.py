"""/healthz: whether this server can work, for whoever watches over it. Open to strangers."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard.office import Office
from dispatch.queries.health import health


def health_route(office: Office) -> Route:
    async def answer(request: Request) -> JSONResponse:
        found = await run_in_threadpool(health, office.engine)
        schema = "current" if found.schema == found.expected else "not current"
        return JSONResponse(
            {
                "status": "ok" if found.good else "unusable",
                "database": "reachable" if found.reachable else "unreachable",
                "schema": schema if found.reachable else "unknown",
            },
            status_code=200 if found.good else 503,
        )

    return Route("/healthz", answer)
