"""Who is acting, and whether their role allows it. Every use case asks first."""

from dataclasses import dataclass
from functools import reduce

from dispatch.errors import NotAllowed
from dispatch.sentences import Sentence, word
from dispatch.statuses import Role


@dataclass(frozen=True)
class Actor:
    """The person behind a use case; `technician_id` is set for technicians."""

    name: str
    role: Role
    user_id: int | None = None
    technician_id: int | None = None


SYSTEM = Actor(name="system", role=Role.ADMIN)
"""Set-up work that no person asked for: migrations, demo data."""


def require(actor: Actor, *roles: Role) -> None:
    """Raise `NotAllowed` unless the actor has one of the roles; admin has all."""
    if actor.role is not Role.ADMIN and actor.role not in roles:
        needed = roles or (Role.ADMIN,)
        raise NotAllowed(
            f"{actor.name} is {actor.role}; this needs {' or '.join(needed)}",
            "role_needed",
            role=actor.role,
            needed=reduce(_either, map(word, needed)),
        )


def _either(one: Sentence, other: Sentence) -> Sentence:
    return Sentence(f"{one} or {other}", "either", one=one, other=other)


def require_own(actor: Actor, technician_id: int | None) -> None:
    """Technicians may touch only their own visits; dispatchers and admins any."""
    require(actor, Role.DISPATCHER, Role.TECHNICIAN)
    if actor.role is Role.TECHNICIAN and (
        actor.technician_id is None or actor.technician_id != technician_id
    ):
        raise NotAllowed(f"{actor.name} may change only their own visits", "only_own_visits")
