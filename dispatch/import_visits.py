"""What importing does beyond the cells for visits: defaults, cases made for them, the gate."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, selectinload

from dispatch import escalation, history, models
from dispatch.case_checks import facts_of
from dispatch.import_cases import Refused, promised
from dispatch.import_rows import Draft, by_id, changes, ids_of
from dispatch.import_specs import FileSpec
from dispatch.roles import Actor
from dispatch.sentences import Sentence
from dispatch.statuses import CaseStatus, Channel, VisitStatus
from dispatch.visit_building import open_visit
from dispatch.working_time import Calendar

RULES = ("setup_s", "window_bounds", "mandatory", "unpopular", "equipment", "load")
"""What a visit takes over from its work type."""

_KEPT_WHEN_EMPTY = (
    "case_id",
    "requested_duration_s",
    "requested_due_by",
    "requested_priority",
    "price_class",
    "skills",
    "parts",
    "pinned_technician_id",
    "pinned_start",
    "created_at",
    *RULES,
)


@dataclass(frozen=True)
class Around:
    """The rows that a file of visits speaks of, by id."""

    cases: dict[int, models.Case]
    sites: dict[int, models.Site]
    devices: dict[int, models.Device]
    work_types: dict[int, models.WorkType]


def complete_visits(
    session: Session, spec: FileSpec, drafts: Sequence[Draft], calendar: Calendar, now: datetime
) -> list[Refused]:
    """Fill in what the file leaves to the case and the work type; new cases are not yet added.

    A new case is put into `_new_case` of the draft.
    """
    around = _around(session, drafts)
    refused: list[Refused] = []
    planned_here: dict[int, int] = defaultdict(int)
    numbered: dict[int, int] = defaultdict(int)
    for draft in drafts:
        if draft.existing is not None:
            refused += _keep(spec, draft)
            continue
        wrong = _fill(draft, around, calendar, now, numbered)
        case_id = draft.values["case_id"]
        if not wrong and case_id is not None and not draft.values["beside"]:
            planned_here[case_id] += 1
            if planned_here[case_id] > 1:
                wrong = [
                    (draft, "case", "has another visit in this file; a case has one at a time")
                ]
        refused += wrong
    return refused + _taken_refs(session, drafts)


def _taken_refs(session: Session, drafts: Sequence[Draft]) -> list[Refused]:
    """Cases cannot be made for visits whose case ref another case has, or another visit wants."""
    made = [
        (draft, draft.values["_new_case"].ref) for draft in drafts if "_new_case" in draft.values
    ]
    taken = set(ids_of(session, models.Case, {ref for _, ref in made}))
    refused: list[Refused] = []
    for draft, ref in made:
        if ref in taken:
            refused.append(
                (draft, "ref", f"a case {ref!r} for it would be the second; name its case")
            )
        taken.add(ref)
    return refused


def _around(session: Session, drafts: Sequence[Draft]) -> Around:
    new = [draft.values for draft in drafts if draft.existing is None]
    cases = by_id(
        session,
        models.Case,
        (values["case_id"] for values in new),
        selectinload(models.Case.visits),
        selectinload(models.Case.attempts),
        selectinload(models.Case.waivers),
        selectinload(models.Case.device),
        selectinload(models.Case.work_type),
    )
    devices = by_id(session, models.Device, (values["_device"] for values in new))
    sites = by_id(
        session,
        models.Site,
        [values["_site"] for values in new] + [device.site_id for device in devices.values()],
        selectinload(models.Site.customer).selectinload(models.Customer.agreement),
    )
    wanted = [values["_work_type"] for values in new]
    work_types = by_id(
        session,
        models.WorkType,
        wanted + [case.work_type_id for case in cases.values()],
        selectinload(models.WorkType.skills),
        selectinload(models.WorkType.parts),
    )
    return Around(cases, sites, devices, work_types)


def _keep(spec: FileSpec, draft: Draft) -> list[Refused]:
    for name in _KEPT_WHEN_EMPTY:
        if draft.values.get(name) is None:
            draft.values.pop(name, None)
    visit: models.Visit = draft.existing
    case_id = draft.values.pop("case_id", visit.case_id)
    if case_id != visit.case_id:
        return [(draft, "case", f"visit {visit.ref} belongs to another case")]
    if visit.status is not VisitStatus.READY and changes(spec, draft):
        wrong = f"visit {visit.ref} is {visit.status}; only a ready visit can be changed"
        return [(draft, "", wrong)]
    return []


def _fill(
    draft: Draft, around: Around, calendar: Calendar, now: datetime, numbered: dict[int, int]
) -> list[Refused]:
    values = draft.values
    case = around.cases.get(values["case_id"] or 0)
    work_type = around.work_types.get(values["_work_type"] or (case and case.work_type_id) or 0)
    if work_type is None:
        return [(draft, "work_type", "is empty and there is no case that has one")]
    values["created_at"] = values["created_at"] or now
    if case is None:
        wrong = _make_case(draft, around, work_type, calendar)
        if wrong:
            return [(draft, *wrong)]
        case = values["_new_case"]
    else:
        wrong = _why_not(case, values)
        if wrong:
            return [(draft, *wrong)]
        last = max((visit.number for visit in case.visits), default=0)
        values["number"] = last + 1 + numbered[case.id]
        numbered[case.id] += 1
    values.update(_case=case, _work_type=work_type.id)
    _set_defaults(values, case, work_type)
    return []


def _why_not(case: models.Case, values: dict[str, Any]) -> tuple[str, str] | None:
    other = open_visit(case.visits)
    if other is not None and not values["beside"]:
        return "case", f"case {case.ref} already has visit {other.ref}, which is {other.status}"
    if case.status not in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        return "case", f"case {case.ref} is {case.status}; expected open or escalated"
    if values["_site"] not in (None, case.site_id):
        return "site", f"case {case.ref} is about another site"
    if values["_device"] not in (None, case.device_id):
        return "device", f"case {case.ref} is about another device"
    return None


def _make_case(
    draft: Draft, around: Around, work_type: models.WorkType, calendar: Calendar
) -> tuple[str, str] | None:
    values = draft.values
    device = around.devices.get(values["_device"] or 0)
    site = around.sites.get(values["_site"] or (device.site_id if device else 0))
    if site is None:
        return "site", "is empty; expected a case, a site or a device"
    if device is not None and device.site_id != site.id:
        return "device", f"{device.ref!r} stands at another site"
    opened_at = values["created_at"]
    due = promised(site.customer.agreement, calendar, opened_at, Channel.HOTLINE)
    values["number"] = 1
    values["_new_case"] = models.Case(
        ref=f"{values['ref'][:75]}-case",
        channel=Channel.HOTLINE,
        site_id=site.id,
        device_id=device.id if device else None,
        work_type_id=work_type.id,
        symptom=values["note"] or work_type.name,
        priority=values["requested_priority"] or work_type.priority,
        status=CaseStatus.OPEN,
        opened_at=opened_at,
        opened_by="import",
        response_due=due.response,
        fix_due=values["requested_due_by"] or due.fix,
    )
    return None


def _set_defaults(values: dict[str, Any], case: models.Case, work_type: models.WorkType) -> None:
    values["status"] = VisitStatus.READY
    defaults = {
        "requested_duration_s": work_type.duration_min * 60,
        "requested_due_by": case.fix_due,
        "requested_priority": case.priority,
        "price_class": work_type.price_class,
        "skills": tuple((need.skill_id, need.level) for need in work_type.skills),
        "parts": tuple((need.part_id, need.quantity) for need in work_type.parts),
        "setup_s": work_type.setup_min * 60,
    } | {name: getattr(work_type, name) for name in RULES if name != "setup_s"}
    for name, default in defaults.items():
        if values[name] is None:
            values[name] = default


def add_cases(session: Session, new: Sequence[Draft]) -> None:
    """Add the cases made for visits and point the visits to them."""
    made = [draft for draft in new if "_new_case" in draft.values]
    session.add_all(draft.values["_new_case"] for draft in made)
    session.flush()
    for draft in made:
        draft.values["case_id"] = draft.values["_new_case"].id


def record_visits(session: Session, new: Sequence[Draft], actor: Actor) -> None:
    """Write down the first status of visits, and that their cases are escalated.

    What the gate would have asked for is waived by whoever imports, and kept.
    """
    for draft in new:
        visit: models.Visit = draft.existing
        case: models.Case = draft.values["_case"]
        case.work_type_id = case.work_type_id or draft.values["_work_type"]
        made_for_it = "_new_case" in draft.values
        if made_for_it:
            history.record(session, case, before="", actor=actor, now=case.opened_at)
        missing = [] if made_for_it else escalation.assess(facts_of(case))
        if missing:
            reason = " ".join(["Visit imported.", *(one.sentence for one in missing)])
            case.waivers.append(
                models.GateWaiver(by=actor.name, reason=reason, at=visit.created_at)
            )
        if case.status is CaseStatus.OPEN:
            why = Sentence(f"visit {visit.ref} imported", "why_visit_imported", visit=visit.ref)
            moment = visit.created_at
            history.advance(session, case, CaseStatus.ESCALATED, actor=actor, now=moment, why=why)
        history.record(
            session,
            visit,
            before="",
            actor=actor,
            now=visit.created_at,
            why=Sentence("imported", "why_imported"),
        )
    session.flush()
