"""`dispatch serve`: the web pages, the phone and the API, in a process of their own."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from types import FrameType
from typing import Annotated

import typer

from dispatch import migrations
from dispatch.commands.common import Workplace, console, workplace
from dispatch.config import PREFIX
from dispatch.errors import BadValue

HOST = "127.0.0.1"
PORT = 8501
_STARTS_WITHIN_S = 60

Host = Annotated[
    str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0: for other machines too.")
]
Port = Annotated[int, typer.Option(min=1, max=65535)]


def add_commands(root: typer.Typer) -> None:
    root.command("serve")(serve)


def serve(context: typer.Context, host: Host = HOST, port: Port = PORT) -> None:
    """Serve the web pages until Ctrl-C."""
    run(workplace(context), host, port)


def run(place: Workplace, host: str, port: int, *, open_browser: bool = False) -> None:
    """Serve until stopped; the exit code is the server's."""
    if not migrations.is_current(place.engine):
        raise BadValue("database: its tables are not those of this program; run: dispatch init")
    place.engine.dispose()
    console.print(f"Dispatch is at [bold]{address(host, port)}[/bold] (Ctrl-C stops it)")
    server = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--host", host, "--port", str(port)],
        env=os.environ | {f"{PREFIX}DATABASE_URL": place.settings.database_url},
    )

    def pass_on(_signal: int, _frame: FrameType | None) -> None:
        # Ctrl-C reaches the server by itself too; told twice, it still ends in good order
        server.terminate()

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    if open_browser and has_screen():
        threading.Thread(target=_show, args=(address(host, port),), daemon=True).start()
    code = server.wait()
    raise typer.Exit(0 if code in (0, -signal.SIGINT, -signal.SIGTERM) else code)


def has_screen() -> bool:
    """Whether a person sits in front of a desktop here."""
    desktop = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return desktop and sys.stdout.isatty()


def _show(url: str) -> None:
    """Open the browser once the server answers."""
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                webbrowser.open(url)
                return
        except OSError:
            time.sleep(0.3)


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
