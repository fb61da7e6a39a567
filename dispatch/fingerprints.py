"""What a search was made with, and the fingerprint of the plan that came out."""

from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

from optimizer.solution import Solution

PACKAGES = ("field-dispatch", "ortools", "numpy", "numba")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


VERSION = ", ".join(f"{package} {_version(package)}" for package in PACKAGES)
"""Of the product and of the packages that the search rests on."""


def digest(solution: Solution) -> str:
    """SHA-256 of the plan's JSON, without the time that the search took."""
    timeless = solution.model_copy(update={"search_seconds": 0.0})
    return sha256(timeless.model_dump_json().encode()).hexdigest()
