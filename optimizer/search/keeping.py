"""Where compiled code is kept: one folder for each state of the sources. Imports nothing heavy.

Numba looks only at the file of a function when it asks whether kept code is still good, not at
those it calls: code of an older version could be run with arrays of a newer shape. So the name
of the folder holds a fingerprint of all compiled sources.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

_OURS = "compiled-"
_UNUSED_S = 7 * 86_400.0
"""Folders of other versions are removed after a week without use."""


@cache
def folder() -> Path:
    """For numba's files and our marks; made if need be."""
    name = _OURS + _fingerprint()
    for base in _bases():
        with suppress(OSError):
            made = base / name
            made.mkdir(parents=True, exist_ok=True)
            os.utime(made)
            if os.access(made, os.W_OK):
                return made
    return Path(tempfile.mkdtemp(prefix=_OURS))


def is_kept(part: str) -> bool:
    """Whether this part was compiled to its end on this machine."""
    return (folder() / part).exists()


def mark_kept(part: str) -> None:
    """Say that this part is compiled, and drop what older versions left."""
    (folder() / part).touch()
    long_ago = folder().stat().st_mtime - _UNUSED_S
    for other in folder().parent.glob(f"{_OURS}*"):
        with suppress(OSError):
            if other != folder() and other.stat().st_mtime < long_ago:
                shutil.rmtree(other)


def _bases() -> list[Path]:
    """The administrator's choice, beside the sources, in the user's cache."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    own = Path(__file__).parent / "__pycache__"
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "field-dispatch"
    return [Path(chosen)] if chosen else [own, users]


def _fingerprint() -> str:
    packages = (Path(__file__).parent, Path(__file__).parent.parent / "bound")
    seen = hashlib.sha256()
    for package in packages:
        for source in sorted(package.glob("*.py")):
            seen.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return seen.hexdigest()[:16]
