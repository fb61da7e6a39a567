"""Compiled code is kept for exactly the sources that it was made from."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import optimizer

_WHERE = "from optimizer.search.keeping import folder; print(folder())"


def kept_at(copy: Path, **environment: str) -> Path:
    """The folder that the optimizer in this copy keeps its code in."""
    environment = (
        os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"} | environment
    )
    command = [sys.executable, "-c", _WHERE]
    said = subprocess.run(
        command, env=environment, cwd=copy, capture_output=True, text=True, check=True
    )
    return Path(said.stdout.strip())


def a_copy(folder: Path) -> Path:
    shutil.copytree(
        Path(optimizer.__file__).parent,
        folder / "optimizer",
        ignore=shutil.ignore_patterns("__pycache__", "benchmarks"),
    )
    return folder


def test_a_change_of_any_compiled_source_leaves_the_code_of_the_others_behind(tmp_path: Path):
    """Code compiled for arrays of one shape, run with those of another, wrote over the heap."""
    copy = a_copy(tmp_path)
    before = kept_at(copy)
    assert before == kept_at(copy)

    for source in ("search/scratch.py", "bound/lanes.py"):
        with (copy / "optimizer" / source).open("a") as file:
            file.write("\n# changed\n")
        assert kept_at(copy) != before


def test_an_administrator_chooses_the_place(tmp_path: Path):
    copy, chosen = a_copy(tmp_path / "a"), tmp_path / "chosen"

    assert kept_at(copy, NUMBA_CACHE_DIR=str(chosen)).parent == chosen


def test_where_the_sources_are_the_users_cache_is_used_if_they_may_not_be_written(tmp_path: Path):
    copy = a_copy(tmp_path / "a")
    (copy / "optimizer" / "search" / "__pycache__").write_text("no folder can be made here")

    assert kept_at(copy, XDG_CACHE_HOME=str(tmp_path / "own")).is_relative_to(tmp_path / "own")
