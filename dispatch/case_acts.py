"""What somebody may do with a case as it stands, so that a screen offers nothing else."""

from collections.abc import Iterator
from enum import StrEnum

from dispatch.statuses import CaseStatus, Role, VisitStatus, next_statuses

WORKS_ON_CASES = (Role.SUPPORT, Role.DISPATCHER, Role.ADMIN)
READS_EVERY_CASE = (*WORKS_ON_CASES, Role.FINANCE)


class Act(StrEnum):
    """Each is one use case."""

    TRY = "try"
    AMEND = "amend"
    ESCALATE = "escalate"
    SOLVE = "solve"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL_VISIT = "cancel_visit"


def possible_acts(
    role: Role, status: CaseStatus, open_visit: VisitStatus | None
) -> tuple[Act, ...]:
    """What the use cases would not refuse for role or status; the gate is asked apart.

    `open_visit` is the status of the visit that is still to be done or under way.
    """
    if role not in WORKS_ON_CASES:
        return ()
    return tuple(_possible(status, open_visit))


def _possible(status: CaseStatus, open_visit: VisitStatus | None) -> Iterator[Act]:
    in_work = status in (CaseStatus.OPEN, CaseStatus.ESCALATED)
    if in_work:
        yield Act.TRY
    if open_visit is not None:
        if VisitStatus.CANCELLED in next_statuses(open_visit):
            yield Act.CANCEL_VISIT
        return
    following = next_statuses(status)
    if in_work:
        yield Act.AMEND
        yield Act.ESCALATE
    if CaseStatus.SOLVED in following:
        yield Act.SOLVE
    if CaseStatus.CLOSED in following:
        yield Act.CLOSE
    if CaseStatus.OPEN in following and not in_work:
        yield Act.REOPEN
