"""A small geocoding server on localhost that speaks like Nominatim and like Photon."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Question:
    """One request as the server saw it."""

    path: str
    asked: dict[str, str]
    user_agent: str
    at: float


@dataclass
class GeocodingServer:
    """Knows `answers` by street; `status`, `body`, `headers` and `delay_s` make it fail."""

    domain: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    status: int = 200
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    broken_streets: tuple[str, ...] = ()

    def knows(self, street: str, number: str, lat: float, lon: float, **changes: str) -> None:
        self.answers[street] = {
            "house_number": number,
            "road": street,
            "city": "Zwolle",
            "postcode": "8011 AA",
            "country_code": "nl",
            "lat": lat,
            "lon": lon,
        } | changes

    def answer(self, question: Question) -> Any:
        text = " ".join(question.asked.values())
        place = next((self.answers[name] for name in self.answers if name in text), None)
        if question.path == "/search":
            return [] if place is None else [_as_nominatim(place)]
        return {"type": "FeatureCollection", "features": [_as_photon(place)] if place else []}


def _as_nominatim(place: dict[str, Any]) -> dict[str, Any]:
    address = {name: text for name, text in place.items() if name not in ("lat", "lon") and text}
    return {
        "place_id": 1,
        "licence": "test",
        "lat": str(place["lat"]),
        "lon": str(place["lon"]),
        "display_name": f"{place['house_number']}, {place['road']}, {place['city']}",
        "class": "place",
        "type": "house",
        "addresstype": "place",
        "address": address,
    }


def _as_photon(place: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
        "properties": {
            "osm_key": "place",
            "osm_value": "house",
            "type": "house",
            "housenumber": place["house_number"],
            "street": place["road"],
            "postcode": place["postcode"],
            "city": place["city"],
            "countrycode": place["country_code"].upper(),
        },
    }


@contextmanager
def running() -> Iterator[GeocodingServer]:
    state = GeocodingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query))
            agent = self.headers.get("User-Agent", "")
            question = Question(parts.path, asked, agent, time.monotonic())
            state.questions.append(question)
            time.sleep(state.delay_s)
            text = json.dumps(state.answer(question)) if state.body is None else state.body
            broken = any(street in str(asked) for street in state.broken_streets)
            try:
                self.send_response(500 if broken else state.status)
                for name, value in state.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())
            except (BrokenPipeError, ConnectionResetError):
                pass

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.domain = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
