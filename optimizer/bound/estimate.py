"""What the rest of a trip could cost at best, so that hopeless trips need not be looked at."""

from dataclasses import dataclass

from optimizer.bound.tariff import Tariff

STEP_S = 300
"""Length of a time step; as short as the shortest service where that is shorter."""

MOST_STEPS = 2000
NEVER = 1 << 60


@dataclass(frozen=True)
class Estimate:
    """For each time step and visit the two cheapest ways on, by different next visits (-1: home).

    Times are taken as the beginning of their step; breaks, waiting and cuts cost nothing; a
    visit may come again, but not right after the next one.
    """

    opens: int
    step_s: int
    best: list[list[tuple[int, int]]]
    second: list[list[tuple[int, int]]]
    floor: int

    @staticmethod
    def of(tariff: Tariff, charges: tuple[int, ...]) -> "Estimate":
        step_s = min(STEP_S, tariff.shortest_s)
        span = tariff.last_return - tariff.opens
        if step_s <= 0 or span // step_s > MOST_STEPS:
            return Estimate(tariff.opens, 1, [], [], -sum(charges))
        steps = span // step_s + 1
        best = [[(NEVER, -1)] * len(charges) for _ in range(steps)]
        second = [[(NEVER, -1)] * len(charges) for _ in range(steps)]
        whole = Estimate(tariff.opens, step_s, best, second, 0)
        for step in range(steps - 1, -1, -1):
            for here in range(len(charges)):
                ways = sorted(whole._ways(tariff, charges, here, step))[:2]
                ways += [(NEVER, -1)] * (2 - len(ways))
                best[step][here], second[step][here] = ways
        return whole

    def _ways(
        self, tariff: Tariff, charges: tuple[int, ...], here: int, step: int
    ) -> list[tuple[int, int]]:
        clock = self.opens + step * self.step_s
        ways = []
        home = tariff.home_at_best(here, clock)
        if home is not None:
            ways.append((home, -1))
        for there in range(len(charges)):
            if there == here:
                continue
            start = tariff.start(here, there, clock, 0, 0)
            if start is None:
                continue
            end = start + tariff.on_site(here, there)
            if end > tariff.last_return:
                continue
            rest = self.after(there, end, 1 << here)
            if rest < NEVER:
                units = tariff.serving(here, there, start) - charges[there] + rest
                ways.append((units, there))
        return ways

    def after(self, last: int, end: int, served: int) -> int:
        """Units less charges of the rest of a trip, at best."""
        if not self.best:
            return self.floor
        step = (end - self.opens) // self.step_s
        units, to = self.best[step][last]
        return units if to < 0 or not served >> to & 1 else self.second[step][last][0]
