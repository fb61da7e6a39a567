"""`dispatch init` and `dispatch demo`."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import migrations, models, sample
from dispatch.commands import common, demo_accounts, places, plan
from dispatch.commands import serve as server
from dispatch.commands.common import AsJson, Workplace, complaints, console, workplace
from dispatch.commands.serve import Host, Port
from dispatch.config import load
from dispatch.errors import BadValue
from dispatch.roles import SYSTEM

DEMO_DATABASE = "dispatch-demo.db"


def add_commands(root: typer.Typer) -> None:
    root.command("init")(init)
    root.command("demo")(demo)


def init(context: typer.Context) -> None:
    """Create the database's tables, or bring them up to date."""
    place = workplace(context)
    migrations.upgrade(place.engine)
    console.print("the database is ready", style="green")


def demo(
    context: typer.Context,
    db: Annotated[Path, typer.Option(help="The demo's own database file; made if absent.")] = Path(
        DEMO_DATABASE
    ),
    serve: Annotated[bool, typer.Option(help="Open the web pages afterwards.")] = True,
    host: Host = server.HOST,
    port: Port = server.PORT,
    seconds: Annotated[float | None, typer.Option(help="Search no longer than this.")] = None,
    iterations: Annotated[int | None, typer.Option(help="Search rounds.")] = None,
    as_json: AsJson = False,
) -> None:
    """Load the sample company into an embedded database and plan its next working day."""
    given = workplace(context)
    if not db.parent.is_dir():
        raise BadValue(f"--db: no folder {db.parent}")
    settings = load(database_url=f"sqlite:///{db}")
    place = common.Workplace(settings=settings, user_name=given.user_name)
    migrations.upgrade(place.engine)
    with place.transaction() as (session, _):
        if _is_empty(session):
            complaints.print(f"loading the sample company into {db}")
            sample.load_sample(
                session,
                actor=SYSTEM,
                folder=sample.sample_folder(),
                today=place.today,
                settings=settings,
                now=place.now,
            )
    places.locate_all(place)
    demo_accounts.add_people(place)
    wanted = plan.limits(place, seconds, iterations)
    found = plan.run(place, plan.next_day(place), 1, wanted, quiet=as_json)
    plan.report(place, found, as_json=as_json)
    if not as_json:
        _say_what_next(place, found.plan_id, db)
    if serve:
        server.run(place, host, port, open_browser=True)


def _is_empty(session: Session) -> bool:
    return session.scalar(select(func.count()).select_from(models.Case)) == 0


def _say_what_next(place: Workplace, plan_id: int, db: Path) -> None:
    console.print()
    console.print("What next, for example:")
    for command in (f"plan show {plan_id}", f"publish {plan_id}", "cases list", "costs"):
        console.print(f"  dispatch --db {db} {command}", markup=False)
    console.print()
    demo_accounts.say_people(place)
