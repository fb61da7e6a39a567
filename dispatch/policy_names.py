"""The named policies a plan can be made under, for those who let people choose one."""

from optimizer.policies import POLICIES

NAMES = tuple(policy.name for policy in POLICIES)
"""The usual one first; what each means is with `optimizer.policies.POLICIES`."""
