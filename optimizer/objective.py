"""What a timed route costs, in the same cents that finance sees later, line by line."""

from collections.abc import Sequence

from optimizer.problem import Shift, Visit
from optimizer.solution import Costs, Stop
from optimizer.values import PER_100_KM, PER_HOUR, price


def work_cents(visit: Visit, shift: Shift) -> int:
    """On-site labour of the visit, without the top-up to the minimum charge."""
    return price(visit.service_s, shift.prices.work_cents_per_hour, PER_HOUR)


def leg_cents(drive_s: int, distance_m: int, shift: Shift) -> int:
    """Travel labour and kilometres of one leg."""
    prices = shift.prices
    return price(drive_s, prices.drive_cents_per_hour, PER_HOUR) + price(
        distance_m, prices.distance_cents_per_100km, PER_100_KM
    )


def serving_cents(visit: Visit, shift: Shift) -> int:
    """What serving costs wherever the visit stands on the shift's route."""
    return max(work_cents(visit, shift), shift.prices.minimum_work_cents) + visit.fixed_cents


def late_cents(visit: Visit, start: int) -> int:
    """Price of ending after `due_by` when service starts at `start`."""
    return price(visit.late_s(start), visit.late_cents_per_hour, PER_HOUR)


def stop_costs(visit: Visit, shift: Shift, stop: Stop) -> Costs:
    """Lines of one stop: the leg to it, the wait, the work, the lateness."""
    prices, work = shift.prices, work_cents(visit, shift)
    return Costs(
        work=work,
        minimum=max(0, prices.minimum_work_cents - work),
        drive=price(stop.drive_s, prices.drive_cents_per_hour, PER_HOUR),
        wait=price(stop.wait_s, prices.wait_cents_per_hour, PER_HOUR),
        distance=price(stop.distance_m, prices.distance_cents_per_100km, PER_100_KM),
        fixed=visit.fixed_cents,
        late=late_cents(visit, stop.start),
    )


def return_costs(shift: Shift, drive_s: int, distance_m: int, overtime_s: int) -> Costs:
    """Lines of the way to the end place, and the overtime of the whole route."""
    prices = shift.prices
    return Costs(
        drive=price(drive_s, prices.drive_cents_per_hour, PER_HOUR),
        distance=price(distance_m, prices.distance_cents_per_100km, PER_100_KM),
        overtime=price(overtime_s, prices.overtime_cents_per_hour, PER_HOUR),
    )


def total(parts: Sequence[Costs]) -> Costs:
    """Line-wise sum."""
    return Costs(
        **{line: sum(getattr(part, line) for part in parts) for line in Costs.model_fields}
    )
