"""`dispatch cases visit-team`, `visit-follow-up`, `visit-relate`, `visit-wish`."""

from typing import Annotated

import typer

from dispatch import visit_relations
from dispatch.commands.common import console, workplace
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse, Wish
from dispatch.visit_relations import Gap

VisitRef = Annotated[str, typer.Argument(metavar="VISIT", help="Ref of the visit.")]
MinGap = Annotated[int, typer.Option("--min-gap", help="Minutes, at least.")]
MaxGap = Annotated[int | None, typer.Option("--max-gap", help="Minutes, at most.")]
From = Annotated[GapFrom, typer.Option("--gap-from", help="Of the first visit.")]
Who = Annotated[WhoElse, typer.Option("--technician", help="Who comes to the second one.")]


def add_commands(app: typer.Typer) -> None:
    app.command("visit-team")(team)
    app.command("visit-follow-up")(follow_up)
    app.command("visit-relate")(relate)
    app.command("visit-unrelate")(unrelate)
    app.command("visit-wish")(wish)


def team(
    context: typer.Context,
    visit: VisitRef,
    size: Annotated[int, typer.Argument(help="Technicians needed at once.")],
) -> None:
    """Send several technicians at once: all start together, or none comes."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        others = visit_relations.send_team(
            session, actor=actor, visit_ref=visit, size=size, now=place.now
        )
        refs = ", ".join(other.ref for other in others)
    console.print(f"visit {visit} has a team: {refs}", markup=False)


def follow_up(
    context: typer.Context,
    visit: VisitRef,
    min_gap: MinGap = 0,
    max_gap: MaxGap = None,
    gap_from: From = GapFrom.END,
    technician: Who = WhoElse.ANY,
    minutes: Annotated[int | None, typer.Option(help="Time on site.")] = None,
    note: Annotated[str, typer.Option()] = "",
) -> None:
    """Plan a further visit of the case after this one."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        further = visit_relations.follow_up(
            session,
            actor=actor,
            visit_ref=visit,
            gap=Gap(min_gap, max_gap, gap_from, technician),
            now=place.now,
            duration_s=None if minutes is None else minutes * 60,
            note=note,
        )
        ref = further.ref
    console.print(f"visit {ref} follows {visit}", markup=False)


def relate(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="Your own name for the relation.")],
    kind: Annotated[RelationKind, typer.Argument()],
    visits: Annotated[list[str], typer.Argument(metavar="VISIT...")],
    tolerance: Annotated[int, typer.Option(help="together: minutes apart at most.")] = 0,
    min_gap: MinGap = 0,
    max_gap: MaxGap = None,
    gap_from: From = GapFrom.END,
    technician: Who = WhoElse.ANY,
) -> None:
    """Say what visits have to do with each other."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        visit_relations.relate_visits(
            session,
            actor=actor,
            ref=ref,
            kind=kind,
            visits=visits,
            gap=Gap(min_gap, max_gap, gap_from, technician),
            tolerance_min=tolerance,
        )
    console.print(f"relation {ref}: {kind} {', '.join(visits)}", markup=False)


def unrelate(
    context: typer.Context, ref: Annotated[str, typer.Argument(help="Name of the relation.")]
) -> None:
    """Forget a relation; the visits stay."""
    with workplace(context).transaction() as (session, actor):
        visit_relations.unrelate_visits(session, actor=actor, ref=ref)
    console.print(f"relation {ref} is no more", markup=False)


def wish(
    context: typer.Context,
    visit: VisitRef,
    technician: Annotated[str, typer.Argument(help="Ref of the technician.")],
    said: Annotated[Wish | None, typer.Argument(metavar="[WISH]", help="None: forget it.")] = None,
) -> None:
    """Who alone may come, should come, or must not."""
    with workplace(context).transaction() as (session, actor):
        visit_relations.wish_for_technician(
            session, actor=actor, visit_ref=visit, technician_ref=technician, wish=said
        )
    console.print(f"visit {visit}: {technician} {said or 'as anybody'}", markup=False)
