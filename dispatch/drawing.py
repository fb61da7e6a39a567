"""Draw a busy day at real addresses: customers, devices, visits and technicians, all made up.

Work types, skills, parts and rates are those of the sample company. What is drawn depends only
on the addresses, the order and its seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from dispatch import tables
from dispatch.addresses import Place
from dispatch.drawn_work import DrawnVisit, WorkType, draw_skills, draw_visit, work_type
from dispatch.errors import BadValue
from dispatch.import_files import spec_of
from dispatch.import_kinds import WEEKDAYS, Rules
from dispatch.import_rows import guarded, parse
from dispatch.relative_dates import resolve_table
from dispatch.table_writing import write_csv
from dispatch.working_time import Calendar

TAKEN_OVER = (
    "agreements",
    "skills",
    "parts",
    "work_types",
    "rate_cards",
    "call_outs",
    "remote_rates",
)
"""Files of the sample company that a drawn company has too."""

MOST = 10_000
SHIFTS = (("08:00", "16:30"), ("07:30", "16:00"), ("08:30", "17:30"))
AGREEMENT = "silver"

Content = tuple[Sequence[str], list[Sequence[str]]]
"""Header and rows of a file."""


@dataclass(frozen=True)
class Order:
    """How much to draw, for which day."""

    visits: int
    technicians: int
    seed: int
    day: date

    def __post_init__(self) -> None:
        for name, count in (("visits", self.visits), ("technicians", self.technicians)):
            if not 1 <= count <= MOST:
                raise BadValue(f"{name}: got {count}, expected 1 to {MOST}")
        if self.day.weekday() > 4:
            raise BadValue(f"day {self.day}: expected Monday to Friday")


def sample_files(folder: Path, day: date, calendar: Calendar) -> dict[str, Content]:
    """What is taken over from the sample company in `folder`, with dates relative to `day`."""
    found: dict[str, Content] = {}
    for name in TAKEN_OVER:
        table = resolve_table(tables.read(folder / f"{name}.csv"), spec_of(name), day, calendar)
        found[name] = (table.columns, [row.cells for row in table.rows])
    return found


def work_types_in(folder: Path, rules: Rules) -> list[WorkType]:
    drafts, _ = parse(tables.read(folder / "work_types.csv"), spec_of("work_types"), rules)
    rows = [draft.values for draft in drafts]
    return [work_type(row["ref"], row["device_kind"], row["skills"]) for row in rows]


def draw(
    places: Sequence[Place], order: Order, work_types: Sequence[WorkType]
) -> dict[str, Content]:
    """Files of technicians with their shifts and of customers, sites, devices and visits."""
    needed = order.visits + order.technicians
    if len(places) < needed:
        raise BadValue(
            f"addresses: got {len(places)}, expected at least {needed} "
            f"({order.visits} visits and {order.technicians} technicians live apart)"
        )
    chance = Random(order.seed)
    drawn = chance.sample(places, needed)
    homes = sorted(drawn[order.visits :], key=lambda home: (round(home.lat, 1), home.lon))
    technicians = _technicians(homes, draw_skills(work_types, len(homes), chance))
    return technicians | _visits(drawn[: order.visits], order.day, work_types, chance)


def _technicians(homes: Sequence[Place], skills: Sequence[str]) -> dict[str, Content]:
    people: list[Sequence[str]] = []
    shifts: list[Sequence[str]] = []
    for number, (home, cell) in enumerate(zip(homes, skills, strict=True), start=1):
        ref = f"T{number:03}"
        people.append((ref, f"Fictief technician {number}", *_cells(home), f"van {number}", cell))
        opens, closes = SHIFTS[number % len(SHIFTS)]
        shifts += [
            (ref, weekday, opens, closes, "30", "11:30", "13:30", "60") for weekday in WEEKDAYS[:5]
        ]
    return {
        "technicians": (("ref", "name", *_PLACE, "vehicle", "skills"), people),
        "shift_patterns": (
            (
                "technician",
                "weekday",
                "opens",
                "closes",
                "break_min",
                "break_earliest",
                "break_latest",
                "max_overtime_min",
            ),
            shifts,
        ),
    }


def _visits(
    places: Sequence[Place], day: date, work_types: Sequence[WorkType], chance: Random
) -> dict[str, Content]:
    customers: list[Sequence[str]] = []
    sites: list[Sequence[str]] = []
    devices: list[Sequence[str]] = []
    visits: list[Sequence[str]] = []
    for number, place in enumerate(places, start=1):
        visit = draw_visit(number, work_types, day, chance)
        customer, site, device = f"K{number:05}", f"S{number:05}", f"D{number:05}"
        customers.append((customer, f"Fictief customer {number}", AGREEMENT))
        sites.append((site, customer, *_cells(place), "Mo-Fr 08:00-17:00"))
        devices.append((device, site, visit.work_type.device_kind))
        visits.append((f"V{number:05}", site, device, *visit.cells))
    return {
        "customers": (("ref", "name", "agreement"), customers),
        "sites": (("ref", "customer", *_PLACE, "opening_hours"), sites),
        "devices": (("ref", "site", "kind"), devices),
        "visits": (("ref", "site", "device", *DrawnVisit.COLUMNS), visits),
    }


_PLACE = ("street", "house_number", "postcode", "town", "lat", "lon", "precision")


def _cells(place: Place) -> tuple[str, ...]:
    words = (place.street, place.house_number, place.postcode, place.town)
    return (*map(guarded, words), f"{place.lat:.8f}", f"{place.lon:.8f}", "rooftop")


def write_files(folder: Path, files: dict[str, Content]) -> None:
    """Write the files into a folder that is new or empty; `BadValue` for any other."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadValue(f"folder {folder}: expected a new or an empty one")
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in files.items():
        write_csv(folder / f"{name}.csv", columns, rows)
