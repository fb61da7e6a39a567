"""`dispatch plan`, `dispatch check`, `dispatch publish`."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from dispatch import clock, planning, planning_runs, policy_names, publishing, solver_jobs
from dispatch.commands import plan_views
from dispatch.commands.common import (
    AsJson,
    Workplace,
    complaints,
    console,
    print_json,
    workplace,
)
from dispatch.errors import BadValue
from dispatch.queries import plans, promises
from dispatch.queries.plans import PlanSummary
from dispatch.solver_jobs import Limits
from optimizer.incumbent import Progress

app = typer.Typer(invoke_without_command=True, help="Plan days, look at plans.")

PlanId = Annotated[int, typer.Argument(metavar="PLAN", help="Number of the plan.")]


def add_commands(root: typer.Typer) -> None:
    root.command("check")(check)
    root.command("publish")(publish)


@app.callback()
def plan(
    context: typer.Context,
    first_day: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day, YYYY-MM-DD.")
    ] = None,
    days: Annotated[int, typer.Option(help="How many days.")] = 1,
    seconds: Annotated[float | None, typer.Option(help="Search no longer than this.")] = None,
    iterations: Annotated[
        int | None, typer.Option(help="Search rounds; without --seconds repeatable.")
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(help=f"Whose prices count: {', '.join(policy_names.NAMES)}."),
    ] = None,
    engine: Annotated[
        str, typer.Option(help="auto, or ortools: its routing search alone.")
    ] = solver_jobs.AUTO,
    as_json: AsJson = False,
) -> None:
    """Plan one day or several as a new draft (without --from: the next working day)."""
    if context.invoked_subcommand is not None:
        return
    place = workplace(context)
    day = next_day(place) if first_day is None else clock.parse_day(first_day)
    wanted = limits(place, seconds, iterations, engine)
    found = run(place, day, days, wanted, policy=policy, quiet=as_json)
    report(place, found, as_json=as_json)


@app.command("show")
def show(context: typer.Context, plan_id: PlanId, as_json: AsJson = False) -> None:
    """Routes, key figures and unassigned visits of a plan."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        found = plans.summary(session, actor=actor, plan_id=plan_id)
    if as_json:
        print_json(plan_views.as_object(found))
        return
    plan_views.print_routes(place, found)
    plan_views.print_summary(place, found)


@app.command("list")
def list_plans(context: typer.Context, as_json: AsJson = False) -> None:
    """The latest plans."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        rows = plans.recent(session, actor=actor)
    if as_json:
        print_json({"plans": [asdict(row) for row in rows]})
        return
    console.print(plan_views.plan_list(place, rows))


@app.command("discard")
def discard(context: typer.Context, plan_id: PlanId) -> None:
    """Put a draft aside for good."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        row = publishing.plan_by_id(session, plan_id, lock=True)
        planning.discard_plan(session, actor=actor, plan=row, now=place.now)
    console.print(f"plan {plan_id} discarded")


def check(context: typer.Context, plan_id: PlanId, as_json: AsJson = False) -> None:
    """Let the referee look at a plan: exit code 1 if it breaks a rule."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        found = plans.summary(session, actor=actor, plan_id=plan_id)
    if not found.checked:
        raise BadValue(f"plan {plan_id} is loaded history: there is nothing to check it against")
    if as_json:
        print_json(
            {
                "plan_id": found.plan_id,
                "valid": not found.violations,
                "violations": [asdict(violation) for violation in found.violations],
                "certificate": found.certificate,
            }
        )
    else:
        plan_views.print_violations(found)
    if found.violations:
        raise typer.Exit(1)


def publish(
    context: typer.Context,
    plan_id: PlanId,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A violation accepted, as `check` names it; repeatable."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why what is accepted is acceptable.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a draft the plan of its days; customers get their promise."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        publishing.publish_plan(
            session,
            actor=actor,
            plan_id=plan_id,
            settings=place.settings,
            now=place.now,
            accept=accept or (),
            reason=reason,
        )
        found = plans.summary(session, actor=actor, plan_id=plan_id)
        told = promises.promises(session, actor=actor, plan_id=plan_id)
    if as_json:
        print_json(
            {
                "plan_id": plan_id,
                "status": found.status,
                "promises": [asdict(promise) for promise in told],
            }
        )
        return
    console.print(plan_views.promise_list(place, told))
    console.print(f"plan {plan_id} is published: {found.served} customers have their promise")


def next_day(place: Workplace) -> date:
    """The day that is planned when nobody names one."""
    return planning_runs.next_working_day(place.settings, place.now)


def limits(
    place: Workplace,
    seconds: float | None,
    iterations: int | None,
    engine: str = solver_jobs.AUTO,
) -> Limits:
    """The search's limits; without any, the setting's seconds."""
    if seconds is not None and not 0 < seconds <= 3600:
        raise BadValue(f"--seconds: got {seconds:g}, expected above 0, at most 3600")
    if iterations is not None and not 1 <= iterations <= 1_000_000:
        raise BadValue(f"--iterations: got {iterations}, expected 1 to 1000000")
    if engine not in solver_jobs.ENGINES:
        raise BadValue(f"--engine: got {engine!r}, expected {' or '.join(solver_jobs.ENGINES)}")
    if seconds is None and iterations is None:
        seconds = place.settings.search_seconds
    return Limits(seconds=seconds, iterations=iterations, engine=engine)


def run(
    place: Workplace,
    day: date,
    days: int,
    wanted: Limits,
    *,
    policy: str | None = None,
    quiet: bool,
) -> PlanSummary:
    """Plan with live progress; Ctrl-C keeps the best plan so far."""
    with place.transaction() as (_, actor):
        asked = planning_runs.Run(day, days, actor, place.now, wanted, policy)
    with plan_views.Interrupt() as interrupt, _bar(quiet) as bar:
        task = bar.add_task("reading", total=None)

        def tell(progress: Progress) -> None:
            best = f"best so far {progress.objective_cents / 100:,.2f}, {progress.served} visits"
            bar.update(task, description=f"searching: {best}")

        outcome = planning_runs.plan_days(
            place.engine,
            asked,
            place.settings,
            on_progress=tell,
            on_preparing=lambda what: bar.update(task, description=what),
            cancelled=interrupt.asked,
        )
    for notice in outcome.notices:
        complaints.print(notice, style="yellow", markup=False)
    with place.transaction() as (session, actor):
        return plans.summary(session, actor=actor, plan_id=outcome.plan_id)


def report(place: Workplace, found: PlanSummary, *, as_json: bool) -> None:
    """The summary; exit code 1 if the plan breaks a rule."""
    if as_json:
        print_json(plan_views.as_object(found))
    else:
        plan_views.print_summary(place, found)
    if found.violations:
        raise typer.Exit(1)


def _bar(quiet: bool) -> Bar:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Bar(*columns, console=complaints, transient=True, disable=quiet)
