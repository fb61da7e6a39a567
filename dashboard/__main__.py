"""`python -m dashboard --host H --port P`: the web server, as `dispatch serve` starts it."""

import argparse
import logging
import socket
import sys

import uvicorn

from dashboard import app, streamlit_options
from dashboard.live import Live
from dashboard.office import office
from dispatch.errors import BadValue, DispatchError
from dispatch.queries.health import health

_SHUTDOWN_S = 3
_LARGEST_MESSAGE = 25 * 1024 * 1024


class _Server(uvicorn.Server):
    """Ends the live streams first: they would keep the server waiting."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.stop()
        await super().shutdown(sockets)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default=8501, type=int)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        _serve(asked.host, asked.port)
    except DispatchError as error:
        print(f"{type(error).__name__} {error}", file=sys.stderr)
        sys.exit(2 if isinstance(error, BadValue) else 1)


def _serve(host: str, port: int) -> None:
    place = office()
    _refuse_unless_ready()
    listener = _bound(host, port)
    streamlit_options.set_streamlit(host, port)
    live = Live(place)
    proxies = place.settings.trusted_proxies
    config = uvicorn.Config(
        app.build(place, live),
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        ws_max_size=_LARGEST_MESSAGE,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
    _Server(config, live).run(sockets=[listener])


def _refuse_unless_ready() -> None:
    found = health(office().engine)
    if not found.reachable:
        raise BadValue("database: it does not answer; is DISPATCH_DATABASE_URL right?")
    if not found.good:
        schema = found.schema or "none"
        raise BadValue(
            f"database: schema version {schema}, expected {found.expected}; run: dispatch init"
        )


def _bound(host: str, port: int) -> socket.socket:
    """Bound before anything is loaded, so that a port in use is said at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as refused:
        raise BadValue(f"address {host}:{port}: {refused}; choose another --port") from refused
    return listener


if __name__ == "__main__":
    main()
