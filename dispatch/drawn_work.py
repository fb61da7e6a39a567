"""The work of a drawn day: who can do what, and what each visit asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import ClassVar

from dispatch.import_lists import Entry
from dispatch.statuses import Priority

DURATIONS_MIN = (20, 25, 30, 40, 45, 60)
PRIORITIES = (Priority.LOW, Priority.NORMAL, Priority.NORMAL, Priority.NORMAL, Priority.HIGH)
WINDOWS: Mapping[tuple[str, ...], int] = {
    (): 45,
    ("08:00/12:00",): 20,
    ("12:30/16:30",): 20,
    ("10:00/12:00",): 10,
    ("08:00/10:00", "14:00/16:00"): 5,
}
"""How many in 100 visits ask for which windows; none: the site's opening hours."""

RARE = 100
"""One visit in so many asks for the work type that no drawn technician can do."""


@dataclass(frozen=True)
class WorkType:
    """What drawing needs of a work type; `needs` maps skills to levels."""

    ref: str
    device_kind: str
    needs: Mapping[str, int]


def work_type(ref: str, device_kind: str, skills: Sequence[Entry]) -> WorkType:
    return WorkType(ref, device_kind or "device", dict(skills))


def rarest(work_types: Sequence[WorkType]) -> WorkType:
    """The one that asks for the highest level: left out of every technician's training."""
    return max(work_types, key=lambda one: (max(one.needs.values(), default=0), one.ref))


def draw_skills(work_types: Sequence[WorkType], technicians: int, chance: Random) -> list[str]:
    """A skills cell for each technician: half of the work types, the next one the other half.

    Every work type but the rarest has a technician who can do it, with two technicians or more.
    """
    common = [one for one in work_types if one is not rarest(work_types)]
    chance.shuffle(common)
    half = max(1, -(-len(common) // 2))
    cells = []
    for number in range(technicians):
        start = number * half + number // 2
        trained = [common[(start + step) % len(common)] for step in range(half)]
        levels: dict[str, int] = {}
        for one in trained:
            for skill, level in one.needs.items():
                levels[skill] = max(level, levels.get(skill, 0))
        cells.append("; ".join(f"{skill}:{level}" for skill, level in sorted(levels.items())))
    return cells


@dataclass(frozen=True)
class DrawnVisit:
    """What one visit asks for; `cells` are its cells in the order of `COLUMNS`."""

    COLUMNS: ClassVar = ("work_type", "duration_min", "windows", "due_by", "priority")

    work_type: WorkType
    duration_min: int
    windows: str
    priority: Priority
    due_by: str

    @property
    def cells(self) -> tuple[str, ...]:
        minutes = str(self.duration_min)
        return (self.work_type.ref, minutes, self.windows, self.due_by, self.priority)


def draw_visit(
    number: int, work_types: Sequence[WorkType], day: date, chance: Random
) -> DrawnVisit:
    """What the visit with that number asks for on that day."""
    rare = rarest(work_types)
    common = [one for one in work_types if one is not rare]
    [wish] = chance.choices(list(WINDOWS), list(WINDOWS.values()))
    return DrawnVisit(
        work_type=rare if number % RARE == 0 or not common else chance.choice(common),
        duration_min=chance.choice(DURATIONS_MIN),
        windows="; ".join(f"{day} {window}" for window in wish),
        priority=chance.choice(PRIORITIES),
        due_by=f"{day} 17:00" if chance.random() < 0.5 else "",
    )
