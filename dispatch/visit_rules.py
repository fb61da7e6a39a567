"""What planning knows of one visit, changed by hand while the visit may still be planned."""

from datetime import datetime

from sqlalchemy.orm import Session

from dispatch import import_rows, lookup, models
from dispatch.config import Settings
from dispatch.errors import BadRecord, BadValue, InvalidTransition
from dispatch.import_files import spec_of
from dispatch.import_rows import Draft
from dispatch.record_rows import Cells, cells_at, checked, empty, refuse_overtaken, rules_of
from dispatch.roles import Actor, require
from dispatch.statuses import Role, VisitStatus
from dispatch.visit_windows import checked_windows

COLUMNS = (
    "note",
    "duration_min",
    "windows",
    "due_by",
    "priority",
    "price_class",
    "skills",
    "parts",
    "setup_min",
    "window_bounds",
    "mandatory",
    "unpopular",
    "equipment",
    "load",
    "technicians",
    "preferred_from",
    "preferred_until",
    "preferred_per_hour",
)
"""Pins are set on the board; what case and site a visit has stays."""

NEEDED = ("duration_min", "priority", "price_class", "window_bounds", "mandatory")

NOTHING = {
    "setup_s": 0,
    "unpopular": 0,
    "equipment": (),
    "load": {},
    "skills": (),
    "parts": (),
}
"""What an empty cell means here: a file would keep what is there."""


def change_visit_rules(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    cells: Cells,
    settings: Settings,
    now: datetime,
    seen: Cells | None = None,
) -> models.Visit:
    """Other cells of `COLUMNS` for a visit that is ready or scheduled, as in visits.csv.

    An empty cell means none. `BadRecord` names the field of everything wrong, also of what
    somebody else has changed since it was `seen`.
    """
    require(actor, Role.DISPATCHER)
    visit = _plannable(session, visit_ref)
    foreign = sorted(set(cells) - set(COLUMNS))
    if foreign:
        raise BadValue(
            f"{foreign[0]}: not a rule of a visit", "not_entered_by_hand", name=foreign[0]
        )
    spec, rules = spec_of("visits"), rules_of(settings)
    before = cells_at(session, spec, visit, rules)
    refuse_overtaken(before, cells, seen or {})
    row = {name: before[name] for name in COLUMNS} | dict(cells)
    draft = checked(session, spec, row, rules)
    _refuse_empty(row)
    if "windows" in cells:
        _refuse_windows(draft, now)
    draft.values = {name: _or_nothing(name, value) for name, value in draft.values.items()}
    draft.existing = visit
    import_rows.write(session, spec, [draft])
    return visit


def _plannable(session: Session, visit_ref: str) -> models.Visit:
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    if visit.status not in (VisitStatus.READY, VisitStatus.SCHEDULED):
        raise InvalidTransition(
            f"visit {visit.ref} is {visit.status}; only a visit that is ready or scheduled "
            "can be changed",
            "visit_not_changeable",
            customer=visit.case.customer.name,
            status=visit.status,
        )
    return visit


def _refuse_empty(row: Cells) -> None:
    spec = spec_of("visits")
    wrong = {name: empty(spec.column(name)) for name in NEEDED if not row[name].strip()}
    if wrong:
        raise BadRecord(dict(wrong))


def _refuse_windows(draft: Draft, now: datetime) -> None:
    try:
        checked_windows(draft.values["windows"], now)
    except BadValue as refused:
        raise BadRecord(dict(windows=refused.sentence)) from refused


def _or_nothing(name: str, value: object) -> object:
    return NOTHING.get(name) if value is None else value
