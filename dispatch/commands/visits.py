"""`dispatch cases visit-...`: what dispatchers decide about a single visit."""

from typing import Annotated

import typer

from dispatch import visits
from dispatch.commands import inputs
from dispatch.commands.common import console, workplace

VisitRef = Annotated[str, typer.Argument(metavar="VISIT", help="Ref of the visit, C-2026-00041-1.")]


def add_commands(app: typer.Typer) -> None:
    app.command("visit-pin")(pin)
    app.command("visit-unpin")(unpin)
    app.command("visit-windows")(windows)
    app.command("visit-cancel")(cancel)


def pin(
    context: typer.Context,
    visit: VisitRef,
    technician: Annotated[str | None, typer.Option(metavar="REF")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="TIME", help="Start of service, 'YYYY-MM-DD HH:MM'.")
    ] = None,
) -> None:
    """Fix technician, start, or both, in every later plan."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        visits.pin_visit(
            session,
            actor=actor,
            visit_ref=visit,
            now=place.now,
            technician_ref=technician,
            start=inputs.moment(start, place.settings.zone),
        )
    console.print(f"visit {visit} pinned", markup=False)


def unpin(context: typer.Context, visit: VisitRef) -> None:
    """Leave technician and start to the planner again."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        visits.unpin_visit(session, actor=actor, visit_ref=visit, now=place.now)
    console.print(f"visit {visit} no longer pinned", markup=False)


def windows(
    context: typer.Context,
    visit: VisitRef,
    window: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WINDOW]...", help="'YYYY-MM-DD HH:MM/HH:MM'; none: any time."),
    ] = None,
) -> None:
    """Replace the windows the customer asked for; without any the opening hours count."""
    place = workplace(context)
    asked = [inputs.window(text, place.settings.zone) for text in window or []]
    with place.transaction() as (session, actor):
        visits.set_windows(session, actor=actor, visit_ref=visit, windows=asked, now=place.now)
    console.print(f"visit {visit} now has {len(asked)} asked windows", markup=False)


def cancel(
    context: typer.Context,
    visit: VisitRef,
    reason: Annotated[str, typer.Option()],
) -> None:
    """End a visit that will not take place; its case is open again."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        visits.cancel_visit(session, actor=actor, visit_ref=visit, reason=reason, now=place.now)
    console.print(f"visit {visit} cancelled", markup=False)
