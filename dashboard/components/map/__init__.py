"""The board's map in the browser: Leaflet (vendored) on a canvas, with or without tiles."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.components import web_files

KEY = "board_map"

_leaflet_rules = web_files.style("vendor", "leaflet.css")
_map = st.components.v2.component(
    "dispatch_map",
    css=_leaflet_rules + "\n" + web_files.style("map", "map.css"),
    js=web_files.loader("map", "map.js"),
)


def route_map(data: Mapping[str, Any]) -> None:
    """Routes with home and stops, unplaced visits, names of places; see `board_data`."""
    _map(key=KEY, data={**data, "leaflet": web_files.address("vendor", "leaflet.js")})
