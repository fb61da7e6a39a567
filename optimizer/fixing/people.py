"""Ideas about who is sent: skills, pins, who is welcome, a second technician, relations."""

from collections.abc import Iterator
from itertools import count

from optimizer.fixing.changes import Amendment
from optimizer.fixing.ideas import SHIFTS_EACH, Case, FixKind, Idea, least
from optimizer.problem import Relation, SkillNeed, Together, Visit
from optimizer.solution import Reason

MAX_TOLERANCE_MIN = 4 * 60

LONG_WORK_S = 3600
"""Work that long may be shared by two technicians."""


def lower_level(case: Case) -> Iterator[Idea]:
    """The highest level of a skill that somebody holds who misses nothing before it."""
    best: dict[str, int] = {}
    for _, refused in case.refused(Reason.SKILL_LEVEL):
        skill, held = str(refused.facts["skill"]), int(refused.facts["held"])
        best[skill] = max(held, best.get(skill, 0))
    for skill, level in best.items():
        needs = tuple(
            SkillNeed(skill=need.skill, level=level) if need.skill == skill else need
            for need in case.visit.skills
        )
        yield Idea(
            kind=FixKind.SKILL_LEVEL,
            field=f"visits[{case.visit.id}].skills",
            sentence=f"level {level} of {skill} is enough for visit {case.visit.id}",
            facts={"skill": skill, "level": level},
            change=case.replaced(skills=needs),
        )


def renewed_certificate(case: Case) -> Iterator[Idea]:
    """Technicians whose certificate only has to be renewed."""
    for shift, refused in list(case.refused(Reason.SKILL_EXPIRED))[:SHIFTS_EACH]:
        name = str(refused.facts["skill"])
        skills = tuple(
            skill.model_copy(update={"valid_until": None}) if skill.skill == name else skill
            for skill in shift.skills
        )
        yield Idea(
            kind=FixKind.CERTIFICATE,
            field=f"shifts[{shift.id}].skills",
            sentence=f"{shift.technician}'s {name} certificate is renewed for shift {shift.id}",
            facts={"skill": name, "shift": shift.id, "technician": shift.technician},
            change=Amendment(shifts=(shift.model_copy(update={"skills": skills}),)),
        )


def other_technician(case: Case) -> Iterator[Idea]:
    """Somebody who is not wanted or not among those who are."""
    visit = case.visit
    found = {}
    for shift, refused in case.refused(Reason.NOT_ALLOWED, Reason.FORBIDDEN):
        who = shift.technician
        change = case.replaced(
            only_technicians=(*visit.only_technicians, who) if visit.only_technicians else (),
            never_technicians=tuple(name for name in visit.never_technicians if name != who),
        )
        joined = None if who in found else case.joined(change)
        if joined is not None:
            found[who] = (joined.cents, refused.reason, change)
    for who in sorted(found, key=lambda name: (found[name][0], name))[:SHIFTS_EACH]:
        _, reason, change = found[who]
        name = "only_technicians" if reason is Reason.NOT_ALLOWED else "never_technicians"
        yield Idea(
            kind=FixKind.TECHNICIAN,
            field=f"visits[{visit.id}].{name}",
            sentence=f"{who} may be sent to visit {visit.id}",
            facts={"technician": who},
            change=change,
        )


def without_pins(case: Case) -> Iterator[Idea]:
    """The pinned technician, the pinned start, or both are given up.

    Not a start without which the visit has no time at all.
    """
    visit = case.visit
    closed = visit.unpinned_windows == ()
    start = None if closed else visit.pinned_start
    pins = {"technician": visit.technician, "pinned_start": start}
    held = [name for name, value in pins.items() if value is not None]
    for given_up in [[name] for name in held] + ([held] if len(held) > 1 else []):
        yield Idea(
            kind=FixKind.PIN,
            field=f"visits[{visit.id}].{given_up[0]}",
            sentence=f"visit {visit.id} is no longer pinned ({' and '.join(given_up)})",
            facts={"fields": ", ".join(given_up)},
            change=case.replaced(**dict.fromkeys(given_up), **_windows(visit, given_up)),
        )


def _windows(visit: Visit, given_up: list[str]) -> dict[str, object]:
    """The windows that a pinned start stood for."""
    if "pinned_start" not in given_up or visit.unpinned_windows is None:
        return {}
    return {"windows": visit.unpinned_windows, "unpinned_windows": None}


def without_relation(case: Case) -> Iterator[Idea]:
    """One of the visit's relations is given up."""
    relations = case.plan.problem.relations
    for number, relation in enumerate(relations):
        if case.visit.id in relation.visits:
            yield Idea(
                kind=FixKind.RELATION,
                field=f"relations[{number}]",
                sentence=f"visits {', '.join(relation.visits)} need no longer be "
                f"{relation.kind.replace('_', ' ')}",
                facts={"relation": relation.kind},
                change=Amendment(relations=(*relations[:number], *relations[number + 1 :])),
            )


def wider_tolerance(case: Case) -> Iterator[Idea]:
    """Those who belong together may start further apart, by the fewest minutes."""
    relations = case.plan.problem.relations
    for number, relation in enumerate(relations):
        if not isinstance(relation, Together) or case.visit.id not in relation.visits:
            continue

        def change(minutes: int, number: int = number, wide: Together = relation) -> Amendment:
            seconds = wide.tolerance_s + 60 * minutes
            wider = wide.model_copy(update={"tolerance_s": seconds})
            return Amendment(relations=(*relations[:number], wider, *relations[number + 1 :]))

        minutes = least(lambda more: case.joined(change(more)) is not None, MAX_TOLERANCE_MIN)
        if minutes is not None:
            yield Idea(
                kind=FixKind.TOLERANCE,
                field=f"relations[{number}].tolerance_s",
                sentence=f"visits {', '.join(relation.visits)} may start {minutes} min further "
                "apart",
                facts={"minutes": minutes},
                change=change(minutes),
            )


def second_technician(case: Case) -> Iterator[Idea]:
    """Two technicians at once share work that is too long for one."""
    visit = case.visit
    for_time = list(case.refused(Reason.NO_ROOM, Reason.TOO_FAR, Reason.WINDOW_TOO_SHORT))
    if visit.service_s < LONG_WORK_S or visit.id in case.plan.facts.bonds or len(for_time) < 2:
        return
    names = (f"{visit.id} ({number})" for number in count(2))
    second = next(name for name in names if name not in case.plan.facts.visits)
    half = (visit.service_s + 1) // 2
    helper = Visit(
        id=second,
        place=visit.place,
        service_s=half,
        setup_s=visit.setup_s,
        windows=visit.windows,
        window_bounds=visit.window_bounds,
        skills=visit.skills,
        leave_out_cents=0,
        only_technicians=visit.only_technicians,
        never_technicians=visit.never_technicians,
    )
    shared: tuple[Relation, ...] = (Together(visits=(visit.id, second)),)
    yield Idea(
        kind=FixKind.SECOND_TECHNICIAN,
        field=f"visits[{visit.id}].service_s",
        sentence=f"two technicians at once need {-(-half // 60)} min each for visit {visit.id}",
        facts={"service_s": half, "visit": second},
        change=Amendment(
            visits=(visit.model_copy(update={"service_s": half}), helper),
            relations=(*case.plan.problem.relations, *shared),
        ),
    )
