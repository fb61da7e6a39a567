"""`dispatch costs`: what visits cost, line by line, and finance's decisions."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any

import typer

from dispatch import clock, cost_review, models
from dispatch.commands import cost_views
from dispatch.commands.common import AsJson, Workplace, console, print_json, workplace
from dispatch.queries.cost_receipt import Receipt, receipt
from dispatch.queries.costs import CostPeriod, CostRow, period

DAYS_SHOWN = 30
"""How far back the list reaches where no first day is given."""

app = typer.Typer(help="Costs: planned and actual, and their review.")

VisitRef = Annotated[str, typer.Argument(metavar="VISIT", help="Ref of the visit, C-2026-00041-1.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day; else 30 days before.")
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day; else today.")]
Comment = Annotated[str, typer.Option(help="Kept with the cost.")]
Version = Annotated[
    int | None, typer.Option(help="Refuse if the cost is no longer this version (see show).")
]


@app.callback(invoke_without_command=True)
def begin(
    context: typer.Context, first: From = None, last: To = None, as_json: AsJson = False
) -> None:
    """Costs of the visits that ended in a period; the same as `costs list`."""
    if context.invoked_subcommand is None:
        _list(workplace(context), first, last, as_json)


@app.command("list")
def list_(
    context: typer.Context, first: From = None, last: To = None, as_json: AsJson = False
) -> None:
    """Costs of the visits that ended in a period: sums, what stands out, and every visit."""
    _list(workplace(context), first, last, as_json)


@app.command()
def show(context: typer.Context, visit: VisitRef, as_json: AsJson = False) -> None:
    """One visit's receipt: planned and actual side by side, with where each figure comes from."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        found = receipt(session, actor=actor, visit_ref=visit)
    if as_json:
        print_json(_receipt_answer(found))
        return
    cost_views.print_receipt(found, place)


@app.command()
def approve(
    context: typer.Context,
    visit: VisitRef,
    comment: Comment = "",
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """The cost is right."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cost = cost_review.approve_cost(
            session, actor=actor, visit_ref=visit, comment=comment, version=version, now=place.now
        )
    _report(visit, cost, as_json)


@app.command()
def dispute(
    context: typer.Context,
    visit: VisitRef,
    comment: Comment,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Something is wrong with the cost; the comment says what."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cost = cost_review.dispute_cost(
            session, actor=actor, visit_ref=visit, comment=comment, version=version, now=place.now
        )
    _report(visit, cost, as_json)


@app.command()
def propose(
    context: typer.Context,
    visit: VisitRef,
    comment: Comment,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """The dispute is answered; the comment says how."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        cost = cost_review.propose_again(
            session, actor=actor, visit_ref=visit, comment=comment, version=version, now=place.now
        )
    _report(visit, cost, as_json)


def _list(place: Workplace, first: str | None, last: str | None, as_json: bool) -> None:
    last_day = clock.parse_day(last) if last else place.today
    first_day = clock.parse_day(first) if first else last_day - timedelta(days=DAYS_SHOWN)
    with place.transaction() as (session, actor):
        found = period(
            session,
            actor=actor,
            first_day=first_day,
            last_day=last_day,
            zone=place.settings.zone,
        )
    if as_json:
        print_json(_period_answer(found))
        return
    cost_views.print_period(found)


def _period_answer(found: CostPeriod) -> dict[str, Any]:
    return asdict(found) | {
        "difference": found.difference,
        "kinds": [asdict(kind) | {"difference": kind.amount} for kind in found.kinds],
        "statuses": [
            {"status": status, "visits": count, "actual": amount}
            for status, count, amount in found.statuses
        ],
        "flags": dict(found.flags),
        "rows": [_row_answer(row) for row in found.rows],
        "cases": [asdict(case) | {"total": case.total} for case in found.cases],
    }


def _row_answer(row: CostRow) -> dict[str, Any]:
    cause = asdict(row.cause) | {"difference": row.cause.amount} if row.cause else None
    return asdict(row) | {"difference": row.difference, "cause": cause}


def _receipt_answer(found: Receipt) -> dict[str, Any]:
    lines = [asdict(line) | {"difference": line.difference} for line in found.lines]
    return asdict(found) | {"lines": lines}


def _report(visit_ref: str, cost: models.VisitCost, as_json: bool) -> None:
    if as_json:
        print_json({"visit_ref": visit_ref, "status": cost.status, "version": cost.version})
        return
    console.print(f"cost of visit {visit_ref} is {cost.status}", markup=False)
