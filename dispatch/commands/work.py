"""`dispatch work`: a technician's day on the command line."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from dispatch import clock, fieldwork, models
from dispatch.commands import work_views
from dispatch.commands.common import AsJson, Workplace, console, print_json, workplace
from dispatch.errors import BadValue
from dispatch.fieldwork import Report
from dispatch.queries import fieldwork as field_days
from dispatch.statuses import Role, VisitOutcome

app = typer.Typer(no_args_is_help=True, help="On the road: travel, arrive, complete.")

VisitRef = Annotated[str, typer.Argument(metavar="VISIT", help="Ref of the visit, C-2026-00041-1.")]
At = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Local HH:MM of today or 'YYYY-MM-DD HH:MM'; else now."),
]
Outcome = Annotated[VisitOutcome, typer.Option(help="What the technician says when leaving.")]
Findings = Annotated[str, typer.Option(help="What was found, also about the surroundings.")]
Factors = Annotated[
    list[str] | None,
    typer.Option(metavar="FACTOR[=NOTE]", help="Something that contributes; may repeat."),
]
PartsUsed = Annotated[
    list[str] | None, typer.Option(metavar="REF[=PIECES]", help="A part fitted; may repeat.")
]
Minutes = Annotated[int | None, typer.Option(help="Working time; else from start to end.")]
Km = Annotated[float | None, typer.Option(help="Driven to the site; else as planned.")]
NoReturn = Annotated[bool, typer.Option("--no-return", help="Without a return visit.")]


@app.command()
def today(
    context: typer.Context,
    technician: Annotated[str | None, typer.Option(metavar="REF")] = None,
    day: Annotated[str | None, typer.Option(metavar="DATE", help="Another day.")] = None,
    as_json: AsJson = False,
) -> None:
    """The published route of the day: one's own, one technician's, or everybody's."""
    place = workplace(context)
    on = clock.parse_day(day) if day else place.today
    with place.transaction() as (session, actor):
        found: tuple[field_days.FieldDay | None, ...]
        if technician is not None:
            found = (
                field_days.technician_day(session, actor=actor, technician_ref=technician, day=on),
            )
        elif actor.role is Role.TECHNICIAN:
            found = (field_days.own_day(session, actor=actor, day=on),)
        else:
            found = field_days.all_days(session, actor=actor, day=on)
    routes = [one for one in found if one is not None]
    if as_json:
        print_json({"day": on, "routes": [asdict(one) for one in routes]})
        return
    work_views.print_days(routes, on, place)


@app.command()
def travel(context: typer.Context, visit: VisitRef, at: At = None, as_json: AsJson = False) -> None:
    """Leave for the visit."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        done = fieldwork.start_travel(
            session, actor=actor, visit_ref=visit, at=_moment(at, place), now=place.now
        )
    _report(done, done.actual_travel_start, place, as_json)


@app.command()
def arrive(context: typer.Context, visit: VisitRef, at: At = None, as_json: AsJson = False) -> None:
    """Be at the door; work starts too, unless `start` says later."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        done = fieldwork.arrive(
            session, actor=actor, visit_ref=visit, at=_moment(at, place), now=place.now
        )
    _report(done, done.actual_arrival, place, as_json)


@app.command()
def start(context: typer.Context, visit: VisitRef, at: At = None, as_json: AsJson = False) -> None:
    """Start work after having waited at the door."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        done = fieldwork.start_work(
            session, actor=actor, visit_ref=visit, at=_moment(at, place), now=place.now
        )
    _report(done, done.actual_start, place, as_json)


@app.command()
def complete(
    context: typer.Context,
    visit: VisitRef,
    findings: Findings,
    outcome: Outcome = VisitOutcome.SOLVED,
    factor: Factors = None,
    part: PartsUsed = None,
    minutes: Minutes = None,
    km: Km = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Leave with the work done; the cost then awaits finance."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        done = fieldwork.complete_visit(
            session,
            actor=actor,
            visit_ref=visit,
            outcome=outcome,
            report=_said(findings, factor, part, minutes, km),
            at=_moment(at, place),
            now=place.now,
            zone=place.settings.zone,
        )
    _report(done, done.actual_end, place, as_json)


@app.command()
def incomplete(
    context: typer.Context,
    visit: VisitRef,
    findings: Findings,
    outcome: Outcome,
    factor: Factors = None,
    part: PartsUsed = None,
    bring: Annotated[
        list[str] | None,
        typer.Option(metavar="REF[=PIECES]", help="For the return visit; may repeat."),
    ] = None,
    return_minutes: Annotated[
        int | None, typer.Option(help="Time the return visit needs; else as this one.")
    ] = None,
    no_return: NoReturn = False,
    minutes: Minutes = None,
    km: Km = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Leave with the work unfinished; a return visit is made."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        again = fieldwork.end_incomplete(
            session,
            actor=actor,
            visit_ref=visit,
            outcome=outcome,
            report=_said(findings, factor, part, minutes, km),
            return_duration_s=None if return_minutes is None else return_minutes * 60,
            return_parts=_pieces(bring) if bring else None,
            return_visit=not no_return,
            at=_moment(at, place),
            now=place.now,
            zone=place.settings.zone,
        )
    _report_end(visit, "incomplete", again, as_json)


@app.command("no-access")
def no_access(
    context: typer.Context,
    visit: VisitRef,
    why: Annotated[str, typer.Option(help="What was tried, and what was seen.")],
    no_return: NoReturn = False,
    km: Km = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Leave because nobody let the technician in; a return visit is made."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        again = fieldwork.record_no_access(
            session,
            actor=actor,
            visit_ref=visit,
            why=why,
            distance_m=_metres(km),
            return_visit=not no_return,
            at=_moment(at, place),
            now=place.now,
            zone=place.settings.zone,
        )
    _report_end(visit, "no_access", again, as_json)


def _said(
    findings: str,
    factors: list[str] | None,
    parts: list[str] | None,
    minutes: int | None,
    km: float | None,
) -> Report:
    named = [text.partition("=") for text in factors or []]
    return Report(
        findings=findings,
        factors=[(factor, note) for factor, _, note in named],
        parts_used=_pieces(parts or []),
        work_minutes=minutes,
        distance_m=_metres(km),
    )


def _pieces(texts: list[str]) -> dict[str, int]:
    """['FS-2=2', 'SEAL'] as pieces by ref, 1 where none is said."""
    pieces: dict[str, int] = {}
    for text in texts:
        ref, equals, count = text.partition("=")
        if not ref or (equals and not count.isdecimal()) or ref in pieces:
            raise BadValue(f"part {text!r}: expected REF or REF=PIECES, each part once")
        pieces[ref] = int(count) if equals else 1
    return pieces


def _metres(km: float | None) -> int | None:
    if km is None:
        return None
    if not 0 <= km <= 10_000:
        raise BadValue(f"km: got {km}, expected 0 to 10000")
    return round(km * 1000)


def _moment(text: str | None, place: Workplace) -> datetime | None:
    if text is None:
        return None
    if len(text.strip()) <= len("HH:MM"):
        text = f"{place.today} {text.strip()}"
    return clock.parse_local(text, place.settings.zone)


def _report(visit: models.Visit, at: datetime | None, place: Workplace, as_json: bool) -> None:
    if as_json:
        print_json({"visit_ref": visit.ref, "status": visit.status, "at": at})
        return
    console.print(f"visit {visit.ref} is {visit.status}, {place.clock_time(at)}", markup=False)


def _report_end(visit_ref: str, status: str, again: models.Visit | None, as_json: bool) -> None:
    if as_json:
        return_ref = again.ref if again else None
        print_json({"visit_ref": visit_ref, "status": status, "return_visit": return_ref})
        return
    then = f"; return visit {again.ref} is {again.status}" if again else ""
    console.print(f"visit {visit_ref} is {status}{then}", markup=False)
