"""`dispatch places`: where sites and technicians are, and which of them a person must look at."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from dispatch import clock, geocoders, geocoding, places
from dispatch.commands.common import (
    AsJson,
    Workplace,
    complaints,
    console,
    print_json,
    workplace,
)
from dispatch.gazetteer import Address
from dispatch.geocoding import Asked
from dispatch.places import Outcome
from dispatch.queries.places import (
    PlaceToCheck,
    gazetteer_counts,
    geocoder_counts,
    needing_a_person,
)

app = typer.Typer(no_args_is_help=True, help="Coordinates of sites and technicians.")

Tracker = Callable[[Iterable[Asked], int], Iterable[Asked]]
"""Passes the answers on as they come, and shows how far of the total it is."""


@dataclass(frozen=True)
class Located:
    """What one run found, asked and left for a person."""

    located: tuple[Outcome, ...]
    asked: tuple[Asked, ...]
    refused: tuple[Outcome, ...]
    need_a_person: tuple[PlaceToCheck, ...]

    @property
    def failed(self) -> tuple[Asked, ...]:
        return tuple(asked for asked in self.asked if asked.failure)


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Places that need a person: without, with imprecise or with impossible coordinates."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        rows = needing_a_person(session, actor=actor, area=place.settings.service_area)
    if as_json:
        print_json({"places": [asdict(row) for row in rows]})
        return
    console.print(_table(rows) if rows else "every place can be planned to")


@app.command()
def locate(context: typer.Context, as_json: AsJson = False) -> None:
    """Look places up in the gazetteer, then ask the geocoder for what it does not know.

    Exit code 1 when the geocoder failed for some; run it again later.
    """
    with Progress(console=complaints, transient=True, disable=as_json) as progress:

        def show(answers: Iterable[Asked], total: int) -> Iterable[Asked]:
            return progress.track(answers, total=total, description="asking the geocoder")

        found = locate_all(workplace(context), show)
    if as_json:
        print_json(_as_json(found))
    else:
        _print_located(found)
    if found.failed:
        raise typer.Exit(1)


@app.command(context_settings={"ignore_unknown_options": True})
def pin(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(help="The site, or with --technician the technician.")],
    lat: Annotated[float, typer.Argument(help="Latitude in degrees, e.g. 52.5126.")],
    lon: Annotated[float, typer.Argument(help="Longitude in degrees, e.g. 6.0936.")],
    technician: Annotated[bool, typer.Option("--technician", help="REF is a technician.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say where a place is; it counts as confirmed by you."""
    place = workplace(context)
    use_case = places.pin_technician if technician else places.pin_site
    with place.transaction() as (session, actor):
        area = place.settings.service_area
        use_case(session, actor=actor, ref=ref, lat=lat, lon=lon, area=area)
    kind = "technician" if technician else "site"
    if as_json:
        pinned = {"kind": kind, "ref": ref, "lat": lat, "lon": lon, "precision": places.CONFIRMED}
        print_json(pinned | {"located_by": actor.name})
        return
    console.print(f"{kind} {ref} is at {lat}, {lon}, confirmed by {actor.name}", markup=False)


@app.command()
def gazetteer(context: typer.Context, as_json: AsJson = False) -> None:
    """How many places the gazetteer knows, and how many answers geocoders gave."""
    with workplace(context).transaction() as (session, _):
        known, answers = gazetteer_counts(session), geocoder_counts(session)
    if as_json:
        print_json(
            {
                "gazetteer": [asdict(row) for row in known],
                "geocoders": [asdict(row) for row in answers],
            }
        )
        return
    table = Table("country", "precision", "places")
    for row in known:
        table.add_row(escape(row.country), escape(row.precision), str(row.places))
    console.print(table if known else "the gazetteer is empty; see: dispatch import")
    for answer in answers:
        console.print(
            f"{answer.provider}: asked for {answer.asked} addresses, knew {answer.found}",
            markup=False,
        )


def locate_all(place: Workplace, track: Tracker = lambda answers, _: answers) -> Located:
    """Gazetteer first, then the geocoder chosen by setting, each answer committed at once."""
    geocoder = geocoders.from_settings(place.settings)
    provider = geocoder.name if geocoder else ""
    outcomes = _locate_from_database(place, provider)
    questions = [outcome.address for outcome in outcomes.values() if outcome.ask]
    asked: tuple[Asked, ...] = ()
    if geocoder and questions:
        asked = tuple(track(_ask(place, geocoder, questions), len(set(questions))))
        later = _locate_from_database(place, provider)
        outcomes |= {key: outcome for key, outcome in later.items() if _says_something(outcome)}
    with place.transaction() as (session, actor):
        left = needing_a_person(session, actor=actor, area=place.settings.service_area)
    return Located(
        located=tuple(outcome for outcome in outcomes.values() if outcome.source),
        asked=asked,
        refused=tuple(outcome for outcome in outcomes.values() if outcome.refused),
        need_a_person=left,
    )


def _says_something(outcome: Outcome) -> bool:
    return bool(outcome.source or outcome.refused)


def _locate_from_database(place: Workplace, provider: str) -> dict[tuple[str, str], Outcome]:
    area = place.settings.service_area
    with place.transaction() as (session, actor):
        outcomes = [
            outcome
            for use_case in (places.locate_sites, places.locate_technicians)
            for outcome in use_case(
                session, actor=actor, area=area, provider=provider, now=place.now
            )
        ]
    return {(outcome.kind, outcome.ref): outcome for outcome in outcomes}


def _ask(
    place: Workplace, geocoder: geocoders.Geocoder, questions: Sequence[Address]
) -> Iterable[Asked]:
    return geocoding.ask_all(
        place.engine,
        geocoder,
        questions,
        seconds_between=place.settings.geocoder_seconds_between,
        now=clock.utc_now_exactly,
        sleep=time.sleep,
    )


def _as_json(found: Located) -> dict[str, object]:
    return {
        "located": [
            {
                "kind": outcome.kind,
                "ref": outcome.ref,
                "precision": outcome.precision,
                "source": outcome.source,
            }
            for outcome in found.located
        ],
        "asked": len(found.asked),
        "failed": [
            {"address": str(asked.address), "reason": asked.failure} for asked in found.failed
        ],
        "refused": [
            {"kind": outcome.kind, "ref": outcome.ref, "reason": outcome.refused}
            for outcome in found.refused
        ],
        "need_a_person": [asdict(row) for row in found.need_a_person],
    }


def _print_located(found: Located) -> None:
    console.print(
        f"located {len(found.located)} places, asked the geocoder for {len(found.asked)} addresses"
    )
    for outcome in found.refused:
        complaints.print(f"{outcome.kind} {outcome.ref}: {outcome.refused}", markup=False)
    for asked in found.failed:
        complaints.print(f"{asked.address}: {asked.failure}", markup=False)
    if found.need_a_person:
        console.print(_table(found.need_a_person))
        console.print(
            "set their pins: dispatch places pin REF LAT LON [--technician]", markup=False
        )


def _table(rows: Sequence[PlaceToCheck]) -> Table:
    table = Table("kind", "ref", "name", "address", "why", "visits waiting")
    for row in rows:
        cells = (row.kind, row.ref, row.name, row.address, row.reason, str(row.visits_waiting))
        table.add_row(*(escape(cell) for cell in cells))
    return table
