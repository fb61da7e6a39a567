"""`dispatch cases`: what support does with a case."""

from dataclasses import asdict
from typing import Annotated

import typer

from dispatch import cases, models
from dispatch.commands import case_views, inputs, visit_relations, visits
from dispatch.commands.common import AsJson, Workplace, console, print_json, workplace
from dispatch.queries.case_story import case_story
from dispatch.statuses import AttemptOutcome, Channel, Priority
from dispatch.working_time import Calendar

app = typer.Typer(no_args_is_help=True, help="Cases: from the first contact to a visit.")
case_views.add_commands(app)
visits.add_commands(app)
visit_relations.add_commands(app)

CaseRef = Annotated[str, typer.Argument(metavar="CASE", help="Ref of the case, C-2026-00041.")]
Moment = Annotated[
    str | None, typer.Option(metavar="TIME", help="Local 'YYYY-MM-DD HH:MM'; without it now.")
]


@app.command("open")
def open_(
    context: typer.Context,
    channel: Annotated[Channel, typer.Option()],
    symptom: Annotated[str, typer.Option(help="The problem in the customer's words.")],
    site: Annotated[str | None, typer.Option(metavar="REF")] = None,
    device: Annotated[str | None, typer.Option(metavar="REF", help="Says the site too.")] = None,
    work_type: Annotated[str | None, typer.Option(metavar="REF")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Else the work type's.")] = None,
    at: Moment = None,
    as_json: AsJson = False,
) -> None:
    """Open a case and say by when what is due."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        case = cases.open_case(
            session,
            actor=actor,
            channel=channel,
            symptom=symptom,
            calendar=Calendar.of(place.settings),
            now=place.now,
            site_ref=site,
            device_ref=device,
            work_type_ref=work_type,
            priority=priority,
            opened_at=inputs.moment(at, place.settings.zone),
        )
    _report_case(place, case, as_json)


@app.command()
def amend(
    context: typer.Context,
    case: CaseRef,
    device: Annotated[str | None, typer.Option(metavar="REF")] = None,
    work_type: Annotated[str | None, typer.Option(metavar="REF")] = None,
    priority: Annotated[Priority | None, typer.Option()] = None,
) -> None:
    """Fill in or correct device, work type or priority."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cases.amend_case(
            session,
            actor=actor,
            case_ref=case,
            now=place.now,
            device_ref=device,
            work_type_ref=work_type,
            priority=priority,
        )
    console.print(f"case {case} amended", markup=False)


@app.command()
def attempt(
    context: typer.Context,
    case: CaseRef,
    channel: Annotated[Channel, typer.Option()],
    minutes: Annotated[int, typer.Option(help="Working time it took.")],
    outcome: Annotated[AttemptOutcome, typer.Option()],
    transcript: Annotated[str, typer.Option(help="What was said or written.")] = "",
    transcript_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="The same from a UTF-8 file, - for input.")
    ] = None,
    started: Moment = None,
    as_json: AsJson = False,
) -> None:
    """Record one try to solve the case remotely, and say what to do next."""
    place = workplace(context)
    zone = place.settings.zone
    with place.transaction() as (session, actor):
        cases.record_attempt(
            session,
            actor=actor,
            case_ref=case,
            channel=channel,
            minutes=minutes,
            outcome=outcome,
            now=place.now,
            transcript=inputs.text_or_file(transcript, transcript_file),
            started_at=inputs.moment(started, zone),
        )
        story = case_story(
            session,
            actor=actor,
            case_ref=case,
            now=place.now,
            zone=zone,
            currency=place.settings.currency,
        )
    if as_json:
        missing = [asdict(one) for one in story.missing]
        next_step = asdict(story.next_step)
        print_json({"case_ref": case, "status": story.status, "missing": missing} | next_step)
        return
    console.print(f"attempt recorded; case {case} is {story.status}", markup=False)
    console.print(f"next: {story.next_step.sentence}", markup=False)


@app.command()
def waive(
    context: typer.Context,
    case: CaseRef,
    by: Annotated[str, typer.Option(metavar="NAME", help="Who answers for it.")],
    reason: Annotated[str, typer.Option()],
) -> None:
    """Let a case through the gate without the attempts its work type asks for."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cases.waive_gate(session, actor=actor, case_ref=case, by=by, reason=reason, now=place.now)
    console.print(f"remote attempts of case {case} waived by {by}", markup=False)


@app.command()
def escalate(
    context: typer.Context,
    case: CaseRef,
    minutes: Annotated[int | None, typer.Option(help="Time on site; else the work type's.")] = None,
    note: Annotated[str, typer.Option(help="For the technician.")] = "",
    window: Annotated[
        list[str] | None,
        typer.Option(metavar="WINDOW", help="Asked for: 'YYYY-MM-DD HH:MM/HH:MM'; may repeat."),
    ] = None,
    skill: Annotated[
        list[str] | None,
        typer.Option(metavar="REF:LEVEL", help="Instead of the work type's; may repeat."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask for a visit, if the gate is open; else say what is missing."""
    place = workplace(context)
    zone = place.settings.zone
    with place.transaction() as (session, actor):
        visit = cases.escalate_case(
            session,
            actor=actor,
            case_ref=case,
            now=place.now,
            duration_s=None if minutes is None else minutes * 60,
            note=note,
            windows=[inputs.window(text, zone) for text in window or []],
            skills=inputs.skill_levels(skill or []),
        )
        answer = {
            "case_ref": case,
            "visit_ref": visit.ref,
            "status": visit.status,
            "duration_s": visit.requested_duration_s,
            "due_by": visit.requested_due_by,
            "skills": {need.skill.ref: need.level for need in visit.skills},
            "parts": {need.part.ref: need.planned for need in visit.parts},
        }
        due = place.local(visit.requested_due_by)
    if as_json:
        print_json(answer)
    else:
        console.print(f"visit {answer['visit_ref']} is ready, due by {due}", markup=False)


@app.command()
def solve(context: typer.Context, case: CaseRef, why: Annotated[str, typer.Option()] = "") -> None:
    """The problem is gone."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cases.solve_case(session, actor=actor, case_ref=case, now=place.now, why=why)
    console.print(f"case {case} is solved", markup=False)


@app.command()
def close(context: typer.Context, case: CaseRef, why: Annotated[str, typer.Option()] = "") -> None:
    """The customer agrees that it is solved."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cases.close_case(session, actor=actor, case_ref=case, now=place.now, why=why)
    console.print(f"case {case} is closed", markup=False)


@app.command()
def reopen(
    context: typer.Context,
    case: CaseRef,
    why: Annotated[str, typer.Option(help="What the customer reported.")],
) -> None:
    """A solved problem came back."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cases.reopen_case(session, actor=actor, case_ref=case, now=place.now, why=why)
    console.print(f"case {case} is open again", markup=False)


def _report_case(place: Workplace, case: models.Case, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "case_ref": case.ref,
                "status": case.status,
                "priority": case.priority,
                "opened_at": case.opened_at,
                "answer_due": case.answer_due,
                "response_due": case.response_due,
                "fix_due": case.fix_due,
            }
        )
        return
    console.print(f"case {case.ref} is open", markup=False)
    if case.answer_due is not None:
        console.print(f"e-mail answer due {place.local(case.answer_due)}")
    console.print(
        f"response due {place.local(case.response_due)}, fix due {place.local(case.fix_due)}"
    )
