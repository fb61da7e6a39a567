"""Statuses, the roles, and the one table of which status may follow which."""

from enum import StrEnum

from dispatch.errors import InvalidTransition


class Role(StrEnum):
    SUPPORT = "support"
    DISPATCHER = "dispatcher"
    TECHNICIAN = "technician"
    FINANCE = "finance"
    ADMIN = "admin"


class Channel(StrEnum):
    HOTLINE = "hotline"
    CHAT = "chat"
    EMAIL = "email"


class AttemptOutcome(StrEnum):
    """How one remote attempt ended."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    CUSTOMER_TRIES = "customer_tries"
    NO_ANSWER = "no_answer"
    REMOTE_IMPOSSIBLE = "remote_impossible"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    EMERGENCY = "emergency"


class CaseStatus(StrEnum):
    OPEN = "open"
    ESCALATED = "escalated"
    SOLVED = "solved"
    CLOSED = "closed"


class VisitStatus(StrEnum):
    READY = "ready"
    SCHEDULED = "scheduled"
    TRAVELLING = "travelling"
    ON_SITE = "on_site"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    NO_ACCESS = "no_access"
    CANCELLED = "cancelled"


class VisitOutcome(StrEnum):
    """What the technician says of the problem when leaving."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    NO_FAULT_FOUND = "no_fault_found"
    COULD_BE_REMOTE = "could_be_remote"
    PART_MISSING = "part_missing"
    SKILL_MISSING = "skill_missing"
    NOBODY_HOME = "nobody_home"


class PlanStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class CostStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    DISPUTED = "disputed"


Status = CaseStatus | VisitStatus | PlanStatus | CostStatus

_NEXT: dict[Status, tuple[Status, ...]] = {
    CaseStatus.OPEN: (CaseStatus.ESCALATED, CaseStatus.SOLVED),
    CaseStatus.ESCALATED: (CaseStatus.SOLVED, CaseStatus.OPEN),
    CaseStatus.SOLVED: (CaseStatus.CLOSED, CaseStatus.OPEN),
    CaseStatus.CLOSED: (),
    VisitStatus.READY: (VisitStatus.SCHEDULED, VisitStatus.CANCELLED),
    VisitStatus.SCHEDULED: (
        VisitStatus.READY,
        VisitStatus.TRAVELLING,
        VisitStatus.CANCELLED,
    ),
    VisitStatus.TRAVELLING: (
        VisitStatus.ON_SITE,
        VisitStatus.NO_ACCESS,
        VisitStatus.SCHEDULED,
        VisitStatus.CANCELLED,
    ),
    VisitStatus.ON_SITE: (
        VisitStatus.COMPLETED,
        VisitStatus.INCOMPLETE,
        VisitStatus.NO_ACCESS,
    ),
    VisitStatus.COMPLETED: (),
    VisitStatus.INCOMPLETE: (),
    VisitStatus.NO_ACCESS: (),
    VisitStatus.CANCELLED: (),
    PlanStatus.DRAFT: (PlanStatus.PUBLISHED, PlanStatus.DISCARDED),
    PlanStatus.PUBLISHED: (PlanStatus.SUPERSEDED,),
    PlanStatus.SUPERSEDED: (),
    PlanStatus.DISCARDED: (),
    CostStatus.PROPOSED: (CostStatus.APPROVED, CostStatus.DISPUTED),
    CostStatus.DISPUTED: (CostStatus.PROPOSED, CostStatus.APPROVED),
    CostStatus.APPROVED: (CostStatus.DISPUTED,),
}

STARTED = (VisitStatus.TRAVELLING, VisitStatus.ON_SITE)
"""The technician is busy with the visit."""

ENDED = (VisitStatus.COMPLETED, VisitStatus.INCOMPLETE, VisitStatus.NO_ACCESS)
"""The attempt took place and has a cost."""


def next_statuses(status: Status) -> tuple[Status, ...]:
    """The statuses that may follow."""
    return _NEXT[status]


def refuse_unless_next(what: str, status: Status, following: Status) -> None:
    """Raise `InvalidTransition` unless `following` may come after `status`."""
    if following not in _NEXT[status]:
        allowed = ", ".join(_NEXT[status]) or "nothing"
        raise InvalidTransition(
            f"{what} is {status}; it cannot become {following} (next may be: {allowed})",
            "may_not_follow",
            status=status,
            following=following,
        )
