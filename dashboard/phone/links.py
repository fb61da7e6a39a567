"""Links that leave the page: to the phone's own maps and dialler, and to a map in the browser.

Nothing is fetched from anybody until the person taps one.
"""

import re
from urllib.parse import quote

VISITS = "/m/visit/"


def navigate(lat: float | None, lon: float | None, address: str) -> str:
    """A geo: link, which the phone opens with its own navigation."""
    if lat is None or lon is None:
        return f"geo:0,0?q={quote(address, safe='')}"
    return f"geo:{lat:.6f},{lon:.6f}?q={lat:.6f},{lon:.6f}({quote(address, safe='')})"


def on_map(lat: float | None, lon: float | None, address: str) -> str:
    """The place on openstreetmap.org, for phones that know no geo: links."""
    if lat is None or lon is None:
        return f"https://www.openstreetmap.org/search?query={quote(address, safe='')}"
    return (
        f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=17/{lat:.6f}/{lon:.6f}"
    )


def call(phone: str) -> str:
    """A tel: link, or nothing where there is no number to dial."""
    dialled = re.sub(r"[^0-9+]", "", phone)
    return f"tel:{dialled}" if dialled else ""


def visit(ref: str) -> str:
    return VISITS + quote(ref, safe="")


def act(action: str, ref: str) -> str:
    """Where the form of a step, the report or the missing access goes."""
    return f"/m/{action}/{quote(ref, safe='')}"
