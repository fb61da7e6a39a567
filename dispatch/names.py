"""How the ids and seconds of a problem are called in public: names, local times, money."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from dispatch import clock
from dispatch.horizon import Horizon, amount
from dispatch.sentences import Sentence
from dispatch.translate import Translation
from optimizer.solution import Refusal


@dataclass(frozen=True)
class Names:
    """How ids and seconds of a problem are called in public."""

    horizon: Horizon
    shifts: Mapping[str, str]
    skills: Mapping[str, str]
    technicians: Mapping[str, str]
    currency: str
    customers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, translation: Translation) -> Self:
        held = [h.skill for o in translation.shifts.values() for h in o.technician.skills]
        visits = translation.visits.values()
        asked = [need.skill for visit in visits for need in visit.skills]
        people = [origin.technician for origin in translation.shifts.values()]
        people += [visit.pinned_technician for visit in visits if visit.pinned_technician]
        return cls(
            horizon=translation.horizon,
            shifts={
                shift: shift_name(origin.technician.name, origin.day, translation.horizon)
                for shift, origin in translation.shifts.items()
            },
            skills={skill.ref: skill.name for skill in [*held, *asked]},
            technicians={technician.ref: technician.name for technician in people},
            currency=translation.currency,
            customers={
                ref: visit.case.site.customer.name for ref, visit in translation.visits.items()
            },
            parts={need.part.ref: need.part.name for visit in visits for need in visit.parts},
        )

    def with_customers(self, customers: Mapping[str, str]) -> Self:
        """The same, knowing whose visits these are; by visit ref."""
        return replace(self, customers=customers)

    def who(self, refusal: Refusal) -> str:
        return self.shifts.get(refusal.shift or "", "nobody")

    def time(self, second: int | str) -> str:
        """'Tue 08:42' in a plan of several days, else '08:42'."""
        at = self.horizon.instant(int(second))
        local = at.astimezone(self.horizon.calendar.zone)
        if self.horizon.days == 1:
            return f"{local:%H:%M}"
        return Sentence(f"{local:%a %H:%M}", "moment", day_on=local.date(), time_at=at)

    def day(self, second: int | str) -> date:
        return clock.local_day(self.horizon.instant(int(second)), self.horizon.calendar.zone)

    def skill(self, ref: int | str) -> str:
        return self.skills.get(str(ref), str(ref))

    def technician(self, ref: int | str) -> str:
        return self.technicians.get(str(ref), str(ref))

    def part(self, ref: int | str) -> str:
        return self.parts.get(str(ref), str(ref))

    def customer(self, visit: int | str) -> str:
        return self.customers.get(str(visit), str(visit))

    def money(self, cents: int | str) -> str:
        return f"{self.currency} {amount(int(cents)):,.2f}"


def shift_name(technician: str, day: date, horizon: Horizon) -> str:
    """'Noor Bakker', in a plan of several days 'Noor Bakker on Tue 24 Nov'."""
    if horizon.days == 1:
        return technician
    english = f"{technician} on {day:%a %d %b}"
    return Sentence(english, "who_on", technician=technician, day_on=day)
