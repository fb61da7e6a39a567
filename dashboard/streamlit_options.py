"""How Streamlit is set here, and which of its own settings an operator may not undo."""

import logging
import os
from typing import Any

from streamlit import config

from dispatch.errors import BadValue

_FONT = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", '
    "Arial, sans-serif"
)
_SHORTEST_SECRET = 32

SAFE: dict[str, object] = {
    "client.showErrorDetails": "none",
    "client.allowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "server.trustedUserHeaders": {},
    "global.developmentMode": False,
    "browser.gatherUsageStats": False,
}
"""Set to anything else, the server does not start."""

_QUIET = {
    "browser.serverAddress": "localhost",
    "client.toolbarMode": "viewer",
    "client.showErrorLinks": "false",
    "logger.enableRich": False,
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
    # Python's own schedule will do: a full collection after each small question of the board
    # would hold everybody up for 200 ms.
    "runner.postScriptGC": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 25,
    "server.showEmailPrompt": False,
}

_THEME = {
    "theme.font": _FONT,
    "theme.headingFont": _FONT,
    "theme.codeFont": 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
    "theme.baseFontSize": 14,
    "theme.baseRadius": "6px",
    "theme.headingFontSizes": ["20px", "16px", "15px", "14px", "14px", "13px"],
    "theme.headingFontWeights": [650, 650, 600, 600, 600, 600],
    "theme.metricValueFontSize": "1.3rem",
    "theme.metricValueFontWeight": 600,
    "theme.linkUnderline": True,
    "theme.showWidgetBorder": True,
    "theme.paddingTop": "0.5rem",
    "theme.paddingBottom": "1rem",
    "theme.light.primaryColor": "#0b6bcb",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f4f5f7",
    "theme.light.textColor": "#1c2430",
    "theme.light.linkColor": "#0b5cad",
    "theme.light.borderColor": "#d5d9e0",
    "theme.light.redTextColor": "#b3261e",
    "theme.light.orangeTextColor": "#8a4b00",
    "theme.light.greenTextColor": "#1a6b36",
    "theme.light.grayTextColor": "#5a6473",
    "theme.dark.primaryColor": "#5aa9f5",
    "theme.dark.backgroundColor": "#12161c",
    "theme.dark.secondaryBackgroundColor": "#1b2129",
    "theme.dark.textColor": "#e6e9ee",
    "theme.dark.linkColor": "#8cc4fa",
    "theme.dark.borderColor": "#37404c",
    "theme.dark.redTextColor": "#ffb4ab",
    "theme.dark.orangeTextColor": "#ffc27a",
    "theme.dark.greenTextColor": "#8fd9a8",
    "theme.dark.grayTextColor": "#a2acba",
}


def set_streamlit(host: str, port: int) -> None:
    """Read the operator's Streamlit settings, refuse dangerous ones, put ours on top."""
    theirs = config.get_config_options(force_reparse=True)
    for name, expected in SAFE.items():
        _refuse_if_set(theirs, name, expected)
    _refuse_weak_secret(theirs)
    ours = {**SAFE, **_QUIET, **_THEME, "server.address": host, "server.port": port}
    logging.getLogger("streamlit.config").disabled = True  # it would advise a restart
    config.get_config_options(force_reparse=True, options_from_flags=ours)


def _refuse_if_set(theirs: dict[str, Any], name: str, expected: object) -> None:
    """From a settings file Streamlit knows the value; from the environment we read it here."""
    option = theirs[name]
    given = os.environ.get(option.env_var)
    in_file = config.is_manually_set(name) and option.value != expected
    if in_file or (given is not None and given.lower() != _as_variable(expected)):
        raise BadValue(
            f"Streamlit's setting {name}: got {option.value if given is None else given!r}, "
            f"expected {_as_variable(expected)!r}; take it out of the environment "
            f"({option.env_var}) or .streamlit/config.toml"
        )


def _as_variable(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | str) else ""


def _refuse_weak_secret(theirs: dict[str, Any]) -> None:
    name = "server.cookieSecret"
    secret = str(theirs[name].value)
    weak = len(secret) < _SHORTEST_SECRET or len(set(secret)) < 10
    if config.is_manually_set(name) and weak:
        raise BadValue(
            f"Streamlit's setting {name}: expected at least {_SHORTEST_SECRET} random characters; "
            "leave it out and each start draws its own"
        )
