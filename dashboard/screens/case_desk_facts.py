"""What is known beside the conversation: customer, device and its history, visits, costs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from dashboard.screens import case_desk_words as words
from dashboard.visitor import Visitor
from dispatch.queries.case_story import CaseStory, DeviceCase, VisitSummary
from dispatch.statuses import VisitStatus


def panel_data(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    """All that the panel draws, in words."""
    sections = (
        _customer(visitor, story),
        _visits(visitor, story),
        _device(visitor, story),
        _history(visitor, story),
        _costs(visitor, story),
    )
    return {"framed": True, "sections": [one for one in sections if one is not None]}


def _pairs(visitor: Visitor, *given: tuple[str, str]) -> list[dict[str, str]]:
    return [
        {"label": visitor.say(f"cases.fact_{name}"), "text": text} for name, text in given if text
    ]


def _customer(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    rows = _pairs(
        visitor,
        ("name", story.customer),
        ("agreement", story.agreement),
        ("phone", story.phone),
        ("email", story.email),
        ("address", story.address),
        ("access", story.access_notes),
    )
    digits = "".join(sign for sign in story.phone if sign in "+0123456789")
    for row in rows:
        if row["text"] == story.phone and digits:
            row["href"] = f"tel:{digits}"
        elif row["text"] == story.email:
            row["href"] = f"mailto:{story.email}"
    return {"title": visitor.say("cases.customer"), "rows": rows}


def _device(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    until = story.warranty_until
    name = "in" if until is not None and until >= visitor.today else "out"
    warranty = (
        visitor.say(f"cases.warranty_{name}", day=visitor.formats.long_day(until)) if until else ""
    )
    return {
        "title": visitor.say("cases.device"),
        "rows": _pairs(
            visitor,
            ("device", story.device_name or visitor.say("cases.no_device")),
            ("serial", story.serial),
            ("warranty", warranty),
            ("work_type", story.work_type or visitor.say("cases.no_work_type")),
        ),
    }


def _visits(visitor: Visitor, story: CaseStory) -> dict[str, Any] | None:
    if not story.visits:
        return None
    return {
        "title": visitor.say("cases.visits"),
        "listed": [_visit(visitor, visit) for visit in reversed(story.visits)],
    }


def _visit(visitor: Visitor, visit: VisitSummary) -> dict[str, str]:
    cost = visit.actual_cost if visit.actual_cost is not None else visit.planned_cost
    outcome = visitor.say(f"cases.found_{visit.outcome}") if visit.outcome else ""
    return {
        "title": visitor.say(f"cases.visit_{visit.status}").capitalize(),
        "aside": " · ".join(filter(None, (visit.ref, visitor.formats.money(cost) if cost else ""))),
        "text": "\n".join(filter(None, (*_when(visitor, visit), outcome, visit.findings))),
    }


def _when(visitor: Visitor, visit: VisitSummary) -> Iterator[str]:
    """Who comes and when, as far as the visit has got."""
    if visit.actual_start and visit.actual_end:
        when = words.window(visitor, visit.actual_start, visit.actual_end)
        yield " · ".join(filter(None, (when, visit.technician)))
    elif visit.promised_from and visit.promised_until:
        when = words.window(visitor, visit.promised_from, visit.promised_until)
        yield visitor.say("cases.promised", when=when, technician=visit.technician)
    elif visit.status is VisitStatus.READY:
        yield visitor.say("cases.waits_for_planning")
        for opens, closes in visit.windows:
            yield visitor.say("cases.asked_window", when=words.window(visitor, opens, closes))


def _history(visitor: Visitor, story: CaseStory) -> dict[str, Any] | None:
    if not story.device:
        return None
    return {
        "title": visitor.say("cases.history"),
        "listed": [_other(visitor, other) for other in story.device_history],
        "foot": "" if story.device_history else visitor.say("cases.no_history"),
    }


def _other(visitor: Visitor, other: DeviceCase) -> dict[str, str]:
    visits = [
        ": ".join(
            filter(
                None,
                (
                    visitor.formats.day(visit.at),
                    visitor.say(f"cases.found_{visit.outcome}")
                    if visit.outcome
                    else visitor.say(f"cases.visit_{visit.status}"),
                    visit.findings,
                ),
            )
        )
        for visit in other.visits
    ]
    status = visitor.say(f"cases.status_{other.status}")
    return {
        "title": other.symptom,
        "aside": f"{visitor.formats.day(other.opened_at)} · {status}",
        "text": "\n".join(visits),
        "open": other.case_ref,
    }


def _costs(visitor: Visitor, story: CaseStory) -> dict[str, Any]:
    money = visitor.formats.money
    spent = [visit.actual_cost for visit in story.visits if visit.actual_cost is not None]
    ended = sum(spent, Decimal(0))
    rows = [
        {
            "label": visitor.say("cases.cost_remote", minutes=story.remote_minutes),
            "text": money(story.remote_cost),
        }
    ]
    if spent:
        rows.append(
            {"label": visitor.say("cases.cost_visits", count=len(spent)), "text": money(ended)}
        )
        total = {"label": visitor.say("cases.cost_total"), "text": money(story.remote_cost + ended)}
        rows.append({**total, "tone": "strong"})
    return {"title": visitor.say("cases.costs"), "rows": rows, "sums": True}
