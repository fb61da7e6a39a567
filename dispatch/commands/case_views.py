"""`dispatch cases list`, `show` and `search`: reading, never changing."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dispatch.commands.common import AsJson, Workplace, console, money, print_json, workplace
from dispatch.queries.case_story import CaseStory, case_story
from dispatch.queries.cases import QueueFilter, QueueRow, queue
from dispatch.queries.search import search
from dispatch.statuses import CaseStatus, Channel, Priority


def add_commands(app: typer.Typer) -> None:
    app.command("list")(list_)
    app.command()(show)
    app.command("search")(search_)


def list_(
    context: typer.Context,
    status: Annotated[
        list[CaseStatus] | None, typer.Option(help="May repeat; else open and escalated.")
    ] = None,
    channel: Annotated[Channel | None, typer.Option()] = None,
    priority: Annotated[Priority | None, typer.Option()] = None,
    customer: Annotated[str | None, typer.Option(metavar="REF")] = None,
    device: Annotated[str | None, typer.Option(metavar="REF")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    as_json: AsJson = False,
) -> None:
    """Cases in order of what is due next, with the time left."""
    place = workplace(context)
    filters = QueueFilter(
        statuses=tuple(status) if status else (CaseStatus.OPEN, CaseStatus.ESCALATED),
        channel=channel,
        priority=priority,
        customer_ref=customer,
        device_ref=device,
        overdue=overdue,
    )
    with place.transaction() as (session, actor):
        rows = queue(session, actor=actor, now=place.now, filters=filters)
    if as_json:
        print_json({"total": len(rows), "cases": [asdict(row) for row in rows[:limit]]})
        return
    _print_queue(rows[:limit], place)
    if len(rows) > limit:
        console.print(f"{limit} of {len(rows)} cases; more with --limit")


def show(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    as_json: AsJson = False,
) -> None:
    """One case as a conversation over time, with its cost and its device's history."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        story = case_story(
            session,
            actor=actor,
            case_ref=case,
            now=place.now,
            zone=place.settings.zone,
            currency=place.settings.currency,
        )
    if as_json:
        print_json(asdict(story))
        return
    _print_head(story, place)
    _print_events(story, place)
    _print_visits(story, place)
    _print_history(story, place)


def search_(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="All of them occur in the same text.")],
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """Find words in transcripts, symptoms and technicians' findings."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        hits = search(session, actor=actor, words=" ".join(words), limit=limit)
    if as_json:
        print_json({"hits": [asdict(hit) for hit in hits]})
        return
    table = Table("case", "where", "when", "by", "text")
    for hit in hits:
        status = f"{hit.case_ref} ({hit.case_status})"
        when = place.local(hit.at)
        table.add_row(escape(status), hit.where, when, escape(hit.by), escape(hit.snippet))
    console.print(table if hits else "nothing found")


def time_left(seconds: int | None) -> str:
    """'2 d 4 h' or '3 h 20 min', 'late' before it when negative."""
    if seconds is None:
        return ""
    minutes = abs(seconds) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    said = f"{days} d {hours} h" if days else f"{hours} h {rest:02d} min"
    return f"late {said}" if seconds < 0 else said


def _print_queue(rows: list[QueueRow], place: Workplace) -> None:
    table = Table("case", "status", "priority", "customer", "device", "symptom", "due", "left")
    for row in rows:
        due = f"{row.due_what} {place.local(row.due_at)}" if row.due_what else ""
        left = time_left(row.left_s)
        table.add_row(
            escape(row.case_ref),
            row.status,
            row.priority,
            escape(f"{row.customer}, {row.town}"),
            escape(row.device),
            escape(row.symptom),
            due,
            f"[red]{left}[/red]" if left.startswith("late") else left,
        )
    console.print(table if rows else "no cases")


def _print_head(story: CaseStory, place: Workplace) -> None:
    lines = [
        f"case {story.case_ref}, {story.status}, {story.priority}: {story.symptom}",
        f"customer {story.customer} {story.phone} {story.email}".rstrip(),
        f"site {story.address} {story.access_notes}".rstrip(),
        f"device {story.device} {story.device_name}".rstrip(),
        f"work type {story.work_type or 'not chosen'}",
    ]
    if story.next_due is not None:
        left = time_left(int(story.next_due.left(place.now) / timedelta(seconds=1)))
        lines.append(f"{story.next_due.what} due {place.local(story.next_due.at)} ({left})")
    lines.append(f"next: {story.next_step.sentence}")
    cost = money(story.remote_cost, story.currency)
    lines.append(f"remote support so far {story.remote_minutes} min, {cost}")
    lines += [f"  {line.source}" for line in story.remote_lines if line.amount is None]
    console.print("\n".join(lines), markup=False)


def _print_events(story: CaseStory, place: Workplace) -> None:
    console.print()
    for event in story.events:
        console.print(f"{place.local(event.at)}  {event.by}: {event.headline}", markup=False)
        for line in event.text.splitlines():
            console.print(f"    {line}", markup=False)


def _print_visits(story: CaseStory, place: Workplace) -> None:
    if not story.visits:
        return
    table = Table("visit", "status", "technician", "planned", "promised", "outcome", "findings")
    for visit in story.visits:
        promised = f"{place.local(visit.promised_from)}-{place.clock_time(visit.promised_until)}"
        table.add_row(
            escape(visit.ref),
            visit.status,
            escape(visit.technician),
            place.local(visit.planned_start),
            promised if visit.promised_from else "",
            visit.outcome or "",
            escape("\n".join((visit.findings, *visit.factors)).strip()),
        )
    console.print(table)


def _print_history(story: CaseStory, place: Workplace) -> None:
    if not story.device_history:
        return
    table = Table("other case of the device", "opened", "status", "symptom", "visits")
    for other in story.device_history:
        visits = "\n".join(
            f"{visit.ref} {visit.outcome or visit.status} {visit.findings}".strip()
            for visit in other.visits
        )
        opened = place.local(other.opened_at)
        table.add_row(
            escape(other.case_ref), opened, other.status, escape(other.symptom), escape(visits)
        )
    console.print(table)
