"""`dispatch replay`: search a plan again and compare what comes out."""

from typing import Annotated

import typer

from dispatch import fingerprints, replaying, solver_jobs
from dispatch.commands.common import AsJson, console, print_json, workplace
from dispatch.solver_jobs import Limits


def add_commands(root: typer.Typer) -> None:
    root.command("replay")(replay)


def replay(
    context: typer.Context,
    plan_id: Annotated[int, typer.Argument(metavar="PLAN", help="Number of the plan.")],
    as_json: AsJson = False,
) -> None:
    """Search a plan made with --iterations again: exit code 1 unless every byte is the same."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        recipe = replaying.recipe(session, actor=actor, plan_id=plan_id)
    limits = Limits(iterations=recipe.iterations, engine=recipe.engine)
    found = fingerprints.digest(solver_jobs.search(recipe.problem, limits).solution)
    same = found == recipe.digest
    if as_json:
        print_json(
            {
                "plan_id": plan_id,
                "same": same,
                "sha256": found,
                "expected_sha256": recipe.digest,
                "made_with": recipe.made_with,
                "repeated_with": fingerprints.VERSION,
            }
        )
    else:
        console.print(_verdict(plan_id, same=same, recipe=recipe), markup=False)
    if not same:
        raise typer.Exit(1)


def _verdict(plan_id: int, *, same: bool, recipe: replaying.Recipe) -> str:
    if same:
        return f"plan {plan_id}: the search gives the same plan again, byte for byte"
    if recipe.made_with != fingerprints.VERSION:
        return (
            f"plan {plan_id}: the search gives another plan; it was made with "
            f"{recipe.made_with}, this is {fingerprints.VERSION}"
        )
    return f"plan {plan_id}: the search gives another plan"
