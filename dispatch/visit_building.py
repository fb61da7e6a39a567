"""How a visit comes to be: the first one from its case, a return visit from the one before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dispatch import history, lookup, models
from dispatch.errors import BadValue, InvalidTransition
from dispatch.planning_rules import RelationKind
from dispatch.roles import Actor
from dispatch.sentences import Sentence
from dispatch.statuses import VisitStatus
from dispatch.visit_windows import Window, checked_windows

OPEN_VISIT = (
    VisitStatus.READY,
    VisitStatus.SCHEDULED,
    VisitStatus.TRAVELLING,
    VisitStatus.ON_SITE,
)
"""The visit is still to be done or under way."""

RULES = ("window_bounds", "mandatory", "unpopular", "equipment", "load")
"""What a visit takes over from its work type besides the setup time."""

LONGEST_VISIT_S = 24 * 3600


@dataclass(frozen=True)
class Wishes:
    """What differs from the work type's defaults; none or empty: the default.

    `skills` maps skill refs to levels and `parts` part refs to pieces; both replace the
    defaults as a whole.
    """

    duration_s: int | None = None
    note: str = ""
    windows: Sequence[Window] = field(default=())
    skills: Mapping[str, int] | None = None
    parts: Mapping[str, int] | None = None


def open_visit(visits: Iterable[models.Visit]) -> models.Visit | None:
    """The visit that is still to be done or under way, if any."""
    return next((visit for visit in visits if visit.status in OPEN_VISIT), None)


def rivals(visit: models.Visit) -> list[models.Visit]:
    """Other visits of the case that stand for the same work: none of a team, no follow-up."""
    if visit.beside:
        return []
    return [other for other in visit.case.visits if other is not visit and not other.beside]


def build_visit(
    session: Session, *, case: models.Case, wishes: Wishes, actor: Actor, now: datetime
) -> models.Visit:
    """A ready visit for the case, filled from its work type and the wishes; recorded.

    The case must have a work type; whether it may be escalated is the caller's decision.
    """
    work_type = case.work_type
    assert work_type is not None
    skills = wishes.skills
    if skills is None:
        skills = {need.skill.ref: need.level for need in work_type.skills}
    parts = wishes.parts
    if parts is None:
        parts = {need.part.ref: need.quantity for need in work_type.parts}
    visit = models.Visit(
        requested_duration_s=_checked_duration(wishes.duration_s, work_type.duration_min * 60),
        requested_due_by=case.fix_due,
        requested_priority=case.priority,
        price_class=work_type.price_class,
        note=wishes.note.strip(),
        skills=_skills(session, skills),
        parts=_parts(session, parts),
        windows=[
            models.VisitWindow(opens=opens, closes=closes)
            for opens, closes in checked_windows(wishes.windows, now)
        ],
        setup_s=work_type.setup_min * 60,
        **{name: getattr(work_type, name) for name in RULES},
    )
    why = Sentence("escalated", "why_escalated")
    first = _added(session, case, visit, actor, now, why=why)
    if work_type.team_size > 1:
        build_team(session, visit=first, size=work_type.team_size, actor=actor, now=now)
    return first


def build_return_visit(
    session: Session,
    *,
    visit: models.Visit,
    actor: Actor,
    now: datetime,
    duration_s: int | None = None,
    parts: Mapping[str, int] | None = None,
    note: str = "",
) -> models.Visit:
    """A further ready visit of the same case, like `visit` where nothing else is said.

    `parts` maps part refs to pieces; without it the pieces planned last time and not used.
    Pins and asked windows are not taken over. Refused while another visit of the case is open.
    """
    other = open_visit(rivals(visit))
    if other is not None:
        raise InvalidTransition(
            f"case {visit.case.ref} already has visit {other.ref}, which is {other.status}; "
            "plan or cancel that one before a return visit",
            "return_visit_open",
            status=other.status,
        )
    if parts is None:
        left = {need.part.ref: need.planned - (need.used or 0) for need in visit.parts}
        parts = {ref: pieces for ref, pieces in left.items() if pieces > 0}
    further = models.Visit(
        requested_duration_s=_checked_duration(duration_s, visit.requested_duration_s),
        requested_due_by=visit.requested_due_by,
        requested_priority=visit.requested_priority,
        price_class=visit.price_class,
        note=note.strip(),
        skills=_same_skills(visit),
        parts=_parts(session, parts),
        beside=visit.beside,
        **_rules_of(visit),
    )
    why = Sentence(f"return visit after {visit.ref}", "why_return_visit", visit=visit.ref)
    return _added(session, visit.case, further, actor, now, why=why)


def build_team(
    session: Session, *, visit: models.Visit, size: int, actor: Actor, now: datetime
) -> list[models.Visit]:
    """Further ready visits beside this one, so that `size` technicians come at once.

    The parts stay with the first visit; all of them start together, or none is made.
    """
    others = []
    for _ in range(size - 1):
        other = models.Visit(
            requested_duration_s=visit.requested_duration_s,
            requested_due_by=visit.requested_due_by,
            requested_priority=visit.requested_priority,
            price_class=visit.price_class,
            note=visit.note,
            beside=True,
            skills=_same_skills(visit),
            windows=[
                models.VisitWindow(opens=window.opens, closes=window.closes)
                for window in visit.windows
            ],
            **_rules_of(visit),
        )
        why = Sentence(f"team with {visit.ref}", "why_team", visit=visit.ref)
        others.append(_added(session, visit.case, other, actor, now, why=why))
    session.add(
        models.VisitRelation(
            ref=f"team {visit.ref}"[:80],
            kind=RelationKind.TOGETHER,
            members=[
                models.RelatedVisit(visit=member, position=place)
                for place, member in enumerate([visit, *others])
            ],
        )
    )
    session.flush()
    return others


def build_follow_up(
    session: Session,
    *,
    visit: models.Visit,
    actor: Actor,
    now: datetime,
    duration_s: int | None = None,
    note: str = "",
) -> models.Visit:
    """A further ready visit of the same case beside this one, like it but without parts."""
    further = models.Visit(
        requested_duration_s=_checked_duration(duration_s, visit.requested_duration_s),
        requested_due_by=None,
        requested_priority=visit.requested_priority,
        price_class=visit.price_class,
        note=note.strip(),
        beside=True,
        skills=_same_skills(visit),
        **_rules_of(visit),
    )
    why = Sentence(f"follow-up of {visit.ref}", "why_follow_up", visit=visit.ref)
    return _added(session, visit.case, further, actor, now, why=why)


def _same_skills(visit: models.Visit) -> list[models.VisitSkill]:
    return [models.VisitSkill(skill_id=need.skill_id, level=need.level) for need in visit.skills]


def _rules_of(visit: models.Visit) -> dict[str, Any]:
    return {"setup_s": visit.setup_s} | {name: getattr(visit, name) for name in RULES}


def _added(
    session: Session,
    case: models.Case,
    visit: models.Visit,
    actor: Actor,
    now: datetime,
    why: str,
) -> models.Visit:
    visit.number = max((earlier.number for earlier in case.visits), default=0) + 1
    visit.ref = f"{case.ref}-{visit.number}"
    visit.status = VisitStatus.READY
    visit.created_at = now
    visit.case = case
    session.add(visit)
    session.flush()
    history.record(session, visit, before="", actor=actor, now=now, why=why)
    return visit


def _checked_duration(wished_s: int | None, default_s: int) -> int:
    duration_s = default_s if wished_s is None else wished_s
    if not 60 <= duration_s <= LONGEST_VISIT_S:
        raise BadValue(
            f"duration_s: got {duration_s}, expected 60 to {LONGEST_VISIT_S} (one minute to a day)",
            "duration_range",
        )
    return duration_s


def _skills(session: Session, levels: Mapping[str, int]) -> list[models.VisitSkill]:
    for ref, level in levels.items():
        if not 1 <= level <= 100:
            raise BadValue(
                f"skill {ref}: level {level}, expected 1 to 100", "skill_level_range", skill=ref
            )
    return [
        models.VisitSkill(skill=lookup.by_ref(session, models.Skill, ref), level=level)
        for ref, level in levels.items()
    ]


def _parts(session: Session, pieces: Mapping[str, int]) -> list[models.VisitPart]:
    for ref, count in pieces.items():
        if not 1 <= count <= 1000:
            raise BadValue(
                f"part {ref}: {count} pieces, expected 1 to 1000", "part_pieces_range", part=ref
            )
    return [
        models.VisitPart(part=lookup.by_ref(session, models.Part, ref), planned=count)
        for ref, count in pieces.items()
    ]
