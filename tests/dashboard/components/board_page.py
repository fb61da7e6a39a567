"""The board's components on a bare page, with made-up data and answers: no server of ours."""

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request

from dashboard.components import web_files

NOON, EIGHT, FIVE = 12 * 60, 8 * 60, 17 * 60

_PAGE = """<!doctype html><meta charset="utf-8"><title>board</title>
<body style="margin: 8px; --board-height: 500px">
<div id="timeline"></div><div id="map" style="width: 500px"></div>
<script type="module">
import { mount } from "TIMELINE";
import { mount as mountMap } from "MAP";
const given = GIVEN;
window.sent = [];
window.asked = [];
window.addEventListener("dispatch:ask", (event) => window.asked.push(event.detail));
function place(id, css) {
  const shadow = document.getElementById(id).attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = css;
  shadow.append(style);
  return shadow;
}
const shadow = place("timeline", given.css.timeline);
const setTriggerValue = (name, value) => window.sent.push([name, value]);
window.draw = (data) => mount({ data, parentElement: shadow, setTriggerValue, key: "one" });
window.answer = (detail) => window.dispatchEvent(new CustomEvent("dispatch:answer", { detail }));
window.draw(given.data);
mountMap({ data: given.map, parentElement: place("map", given.css.map), key: "one" });
</script>"""


def texts() -> dict[str, Any]:
    """Each text is its own name."""
    names = (
        "min hour technicians undo redo search zoom_out zoom_in help tray on_site drive wait late "
        "risk broken why promised window due work skills parts pinned state locked_hint "
        "no_further drop_nowhere drop_tray pricing map unplaced"
    )
    return {name: name for name in names.split()} | {"keys": [["u", "undo"]]}


def a_visit(ref: str, **facts: Any) -> dict[str, Any]:
    visit = {
        "id": ref,
        "customer": f"Customer {ref}",
        "town": "Emmen",
        "work": "",
        "priority": 1,
        "windows": [[NOON, FIVE]],
        "promised": "",
        "due": "",
        "skills": "",
        "parts": "",
        "pins": "",
        "state_text": "",
        "late_text": "",
        "risk": "",
        "broken": "",
    }
    return visit | facts


def a_stop(ref: str, start: int, minutes: int = 60, **facts: Any) -> dict[str, Any]:
    times = {"start": start, "end": start + minutes, "arrival": start, "drive": 20, "wait": 0}
    state = {"state": "planned", "locked": False, "on_route": True}
    return a_visit(ref, **{**times, **state, **facts})


def a_row(ref: str, *stops: dict[str, Any], **facts: Any) -> dict[str, Any]:
    row = {
        "id": ref,
        "name": f"Person {ref}",
        "title": "",
        "load": 0.8,
        "load_text": "80%",
        "absent": "",
        "broken": False,
        "opens": EIGHT,
        "closes": FIVE,
        "departure": EIGHT if stops else None,
        "returns": stops[-1]["end"] + 20 if stops else None,
        "home": 20 if stops else 0,
        "overtime": False,
        "routes": 1 if stops else 0,
        "breaks": [],
        "stops": list(stops),
    }
    return row | facts


def a_day(*rows: dict[str, Any], tray: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "mode": "day",
        "day": "2026-11-24",
        "now": None,
        "ticks": [[hour * 60, hour] for hour in range(25)],
        "rows": list(rows),
        "tray": list(tray),
        "nothing_left": "nothing left",
        "texts": texts(),
        "editable": True,
        "revision": "14:1",
        "undo": "",
        "redo": "",
        "lit": None,
        "notice": None,
        "usual": {},
    }


def a_map(*stops: tuple[str, float, float]) -> dict[str, Any]:
    """One route through these visits, from a home in Assen; one visit is not placed."""
    points = [
        {"id": name, "customer": name, "town": "Emmen", "lat": lat, "lon": lon, "time": "9:00"}
        for name, lat, lon in stops
    ]
    return {
        "day": "2026-11-24",
        "texts": texts(),
        "tiles": "",
        "attribution": "",
        "leaflet": "/map/vendor/leaflet.js",
        "routes": [{"name": "Noor", "home": [52.99, 6.56], "stops": points}],
        "tray": [{"id": "T1", "customer": "Kok", "town": "Meppel", "lat": 52.7, "lon": 6.2}],
        "places": [{"name": "Emmen", "lat": 52.78, "lon": 6.9}],
        "middle": [52.2, 5.5],
        "selected": None,
    }


def watch(page: Page, address: str) -> list[str]:
    """What goes wrong on the page from now on: failed scripts and requests to other places."""
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(address):
            wrong.append(request.url)

    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", asked)
    return wrong


@contextmanager
def served(data: dict[str, Any], map_data: dict[str, Any]) -> Iterator[str]:
    """The address of the page; the files come from the package as they are."""
    css = {
        "timeline": web_files.style("timeline", "timeline.css"),
        "map": web_files.style("vendor", "leaflet.css") + web_files.style("map", "map.css"),
    }
    given = json.dumps({"data": data, "map": map_data, "css": css}).replace("<", "\\u003c")
    page = _PAGE.replace("TIMELINE", "/timeline/web/timeline.js")
    page = page.replace("MAP", "/map/web/map.js").replace("GIVEN", given)
    handler = functools.partial(_Files, page.encode())
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


class _Files(SimpleHTTPRequestHandler):
    """The page at the root; below it the folder of the components, as the product serves it."""

    def __init__(self, page: bytes, *args: Any) -> None:
        self._page = page
        super().__init__(*args, directory=str(Path(web_files.__file__).parent))

    def do_GET(self) -> None:
        # the product serves timeline/web as /parts/.../timeline
        self.path = self.path.replace("/map/timeline/", "/timeline/web/")
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self._page)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
