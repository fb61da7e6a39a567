"""Faults of `mutate_checker` that change nothing that anyone could see, and why."""

EQUIVALENT: dict[str, str] = {}
