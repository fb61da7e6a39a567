"""Libraries of the screens are read while nobody waits for them."""

import subprocess
import sys

_START = """
import gc, sys
from dashboard import warm
before = set(sys.modules)
warm.start().join()
assert {"pandas", "altair"} <= set(sys.modules) - before, before & set(warm.LARGE)
assert gc.get_freeze_count() > 10_000
"""


def test_large_libraries_are_there_before_a_screen_asks() -> None:
    subprocess.run([sys.executable, "-c", _START], check=True)
