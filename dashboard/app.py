"""One ASGI process: Streamlit's pages, the phone, the API, and the gate in front of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from dashboard import shell, trouble, warm
from dashboard.api import icon, missing
from dashboard.api.events import events_route
from dashboard.api.health import health_route
from dashboard.bundle import Bundle
from dashboard.components import web_files
from dashboard.doorman import Doorman
from dashboard.guard import Guard
from dashboard.headers import Policies
from dashboard.live import Live
from dashboard.office import Office
from dashboard.phone import routes as phone
from dashboard.signin import Entrance

_SCRIPT = Path(__file__).parent / "main.py"


def build(office: Office, live: Live) -> st.App:
    """The whole application; Streamlit must be set (`streamlit_options`) before it is built."""
    doorman = Doorman(office)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        warm.start()
        with live.looking():
            yield
        office.engine.dispose()

    return st.App(
        _SCRIPT,
        routes=_routes(office, doorman, live),
        middleware=[
            Middleware(
                Guard,
                doorman=doorman,
                live=live,
                policies=Policies(tile_url=office.settings.map_tile_url),
            ),
            Middleware(Bundle),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=6),
        ],
        lifespan=lifespan,
        on_script_error=trouble.show,
        exception_handlers=trouble.HANDLERS,
    )


def _routes(office: Office, doorman: Doorman, live: Live) -> list[BaseRoute]:
    return [
        *Entrance(office, doorman, live).routes(),
        health_route(office),
        events_route(live),
        *icon.routes,
        *web_files.routes(),
        *shell.page_routes(),
        *phone.routes,
        missing.route,
    ]
