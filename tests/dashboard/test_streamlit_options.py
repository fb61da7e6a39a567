"""The server does not start with a Streamlit that shows stack traces or leaves doors open."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.dashboard.server import ROOT, free_port, serving

EMPTY: Mapping[str, str] = {}


def refusal(database_file: Path, cwd: Path = ROOT, environment: Mapping[str, str] = EMPTY) -> str:
    """What the server says instead of starting."""
    kept = {name: value for name, value in os.environ.items() if "STREAMLIT" not in name}
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", "--port", str(free_port())],
        cwd=cwd,
        env=kept
        | {"DISPATCH_DATABASE_URL": f"sqlite:///{database_file}", "PYTHONPATH": str(ROOT)}
        | dict(environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full", "client.showErrorDetails: got 'full'"),
        ("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false", "enableXsrfProtection: got 'false'"),
        ("STREAMLIT_SERVER_COOKIE_SECRET", "secret", "cookieSecret: expected at least 32"),
        ("STREAMLIT_GLOBAL_DEVELOPMENT_MODE", "true", "global.developmentMode: got 'true'"),
        ("STREAMLIT_SERVER_ENABLE_AGENT_API", "true", "server.enableAgentApi: got 'true'"),
        ("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "true", "gatherUsageStats: got 'true'"),
    ],
)
def test_a_dangerous_setting_is_named_and_refused(
    migrated_file: Path, variable: str, value: str, named: str
) -> None:
    assert named in refusal(migrated_file, environment={variable: value})


def test_a_dangerous_settings_file_is_refused_too(migrated_file: Path, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[client]\nshowErrorDetails = "full"\n')

    assert "showErrorDetails" in refusal(migrated_file, cwd=tmp_path)


def test_a_database_without_our_tables_is_refused(tmp_path: Path) -> None:
    assert "run: dispatch init" in refusal(tmp_path / "empty.db")


def test_an_unknown_setting_of_ours_is_refused(migrated_file: Path) -> None:
    assert "DISPATCH_TYPO is unknown" in refusal(migrated_file, environment={"DISPATCH_TYPO": "1"})


def test_harmless_streamlit_settings_start_and_do_not_win(
    migrated_file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(migrated_file.read_bytes())

    with serving(copy, STREAMLIT_SERVER_PORT="1", STREAMLIT_THEME_BASE="dark") as server:
        assert server.stranger().get("/healthz").status == 200
        log = server.log.read_text()
    assert "External" not in log
    assert "restart streamlit" not in log
