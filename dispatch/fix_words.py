"""Fixes in the words of a dispatcher: what changes, what it takes, and where it is changed."""

from collections.abc import Callable, Mapping, Sequence

from dispatch.answer_views import Doing, FieldToChange, Where
from dispatch.open_drafts import OpenDraft
from dispatch.sentences import Sentence
from dispatch.violation_words import Words
from optimizer.fixes import Fix
from optimizer.fixing.ideas import FixKind

_DOING = {
    FixKind.SWAP: Doing.PLAN,
    FixKind.PRICE: Doing.PLAN,
    FixKind.PIN: Doing.VISIT,
    FixKind.WINDOW: Doing.VISIT,
    FixKind.DAY: Doing.VISIT,
    FixKind.OVERTIME: Doing.ANYWAY,
}


def doing(opened: OpenDraft, fix: Fix) -> Doing:
    """What it takes. Windows of a visit whose customer was promised a time stay as they are:
    the promise is what counts, so the draft names by how much it is missed.
    """
    found = _DOING.get(fix.kind, Doing.ELSEWHERE)
    if fix.kind not in (FixKind.WINDOW, FixKind.DAY):
        return found
    if [visit.id for visit in fix.change.visits] != [fix.visit]:
        return Doing.ELSEWHERE
    fact = opened.facts.visits.get(fix.visit)
    return Doing.ANYWAY if fact is not None and fact.promised else found


def key_of(fix: Fix) -> str:
    """Names the fix among those of one visit."""
    return f"{fix.kind}: {fix.sentence}"


def worth_showing(found: Sequence[Fix]) -> list[Fix]:
    """Nothing that needs somebody's leave where the draft alone does it as cheaply."""
    alone = [fix.price_cents for fix in found if _DOING.get(fix.kind) is Doing.PLAN]
    cheapest = min(alone, default=None)
    return [
        fix
        for fix in found
        if cheapest is None or fix.price_cents < cheapest or _DOING.get(fix.kind) is Doing.PLAN
    ]


def fix_sentence(fix: Fix, words: Words) -> Sentence:
    """What is changed, said as done."""
    return _SENTENCES[fix.kind](fix, words)


def made_room(visit: str, words: Words) -> Sentence:
    """Why a visit is left out that a fix or an urgent one puts aside."""
    customer = words.customer(visit)
    return Sentence(f"It made room for {customer}.", "made_room", customer=customer)


def field_to_change(problem_field: str, cases: Mapping[str, str]) -> FieldToChange:
    """The field of a problem, as in `visits[V12].skills`, by where people change it.

    `cases` are case refs by visit ref; what is about several visits has none.
    """
    table, _, rest = problem_field.partition("[")
    ref, _, name = rest.partition("]")
    name = name.removeprefix(".").partition(".")[0]
    if table == "visits":
        return FieldToChange(name, Where.CASE, cases.get(ref, ""))
    if table == "relations":
        return FieldToChange("relations", Where.CASE)
    held = name in ("skills", "equipment", "stock", "capacity", "work_limits")
    return FieldToChange(name or table, Where.TECHNICIANS if held else Where.SHIFTS)


def _shift(fix: Fix, words: Words) -> str:
    return words.shift(str(fix.facts["shift"]))


def _window(fix: Fix, words: Words) -> Sentence:
    customer, by_s = words.customer(str(fix.facts["visit"])), int(fix.facts["minutes"]) * 60
    if fix.facts["side"] == "opens":
        return Sentence(
            f"The window of {customer} opens {by_s // 60} min earlier",
            "fix_window_opens",
            customer=customer,
            by_s=by_s,
        )
    return Sentence(
        f"The window of {customer} closes {by_s // 60} min later",
        "fix_window_closes",
        customer=customer,
        by_s=by_s,
    )


def _day(fix: Fix, words: Words) -> Sentence:
    starts = [s.start for r in fix.solution.routes for s in r.stops if s.visit == fix.visit]
    day = words.names.day(starts[0])
    return Sentence(f"At the same hours on {day:%a %d %b}", "fix_day", day_on=day)


def _overtime(fix: Fix, words: Words) -> Sentence:
    who, by_s = _shift(fix, words), int(fix.facts["minutes"]) * 60
    return Sentence(
        f"{who} works {by_s // 60} min longer", "fix_overtime", technician=who, by_s=by_s
    )


def _skill_level(fix: Fix, words: Words) -> Sentence:
    skill, level = words.names.skill(fix.facts["skill"]), int(fix.facts["level"])
    return Sentence(
        f"Level {level} of {skill} is enough", "fix_skill_level", skill=skill, level=level
    )


def _certificate(fix: Fix, words: Words) -> Sentence:
    who, skill = _shift(fix, words), words.names.skill(fix.facts["skill"])
    return Sentence(
        f"{who}'s certificate for {skill} is renewed",
        "fix_certificate",
        technician=who,
        skill=skill,
    )


def _technician(fix: Fix, words: Words) -> Sentence:
    who = words.names.technician(fix.facts["technician"])
    return Sentence(f"{who} may be sent there", "fix_technician", technician=who)


def _second_technician(fix: Fix, words: Words) -> Sentence:
    each_s = int(fix.facts["service_s"])
    return Sentence(
        f"Two technicians at once, {-(-each_s // 60)} min each",
        "fix_second_technician",
        each_s=each_s,
    )


def _pin(fix: Fix, words: Words) -> Sentence:
    given_up = str(fix.facts["fields"])
    if given_up == "technician":
        return Sentence("The technician is no longer pinned", "fix_pin_technician")
    if given_up == "pinned_start":
        return Sentence("The start is no longer pinned", "fix_pin_start")
    return Sentence("Technician and start are no longer pinned", "fix_pin_both")


def _relation(fix: Fix, words: Words) -> Sentence:
    return Sentence("Its tie to other visits is given up", "fix_relation")


def _tolerance(fix: Fix, words: Words) -> Sentence:
    by_s = int(fix.facts["minutes"]) * 60
    return Sentence(
        f"Those who belong together may start {by_s // 60} min further apart",
        "fix_tolerance",
        by_s=by_s,
    )


def _load(fix: Fix, words: Words) -> Sentence:
    who = _shift(fix, words)
    return Sentence(
        f"{who} takes along the parts and equipment that are missing", "fix_load", technician=who
    )


def _cap(fix: Fix, words: Words) -> Sentence:
    who = _shift(fix, words)
    return Sentence(f"The daily limit of {who} is raised", "fix_cap", technician=who)


def _swap(fix: Fix, words: Words) -> Sentence:
    customer = words.customer(str(fix.facts["visit"]))
    return Sentence(f"{customer} is left out instead", "fix_swap", customer=customer)


def _price(fix: Fix, words: Words) -> Sentence:
    [visit] = fix.change.visits
    if fix.price_cents < visit.leave_out_cents:
        return Sentence("It fits into the plan as it is", "fix_fits")
    return Sentence("It is served although leaving it out would cost less", "fix_price")


_SENTENCES: Mapping[FixKind, Callable[[Fix, Words], Sentence]] = {
    FixKind.WINDOW: _window,
    FixKind.DAY: _day,
    FixKind.OVERTIME: _overtime,
    FixKind.SKILL_LEVEL: _skill_level,
    FixKind.CERTIFICATE: _certificate,
    FixKind.TECHNICIAN: _technician,
    FixKind.SECOND_TECHNICIAN: _second_technician,
    FixKind.PIN: _pin,
    FixKind.RELATION: _relation,
    FixKind.TOLERANCE: _tolerance,
    FixKind.LOAD: _load,
    FixKind.CAP: _cap,
    FixKind.SWAP: _swap,
    FixKind.PRICE: _price,
}
