"""Why a visit is left out, as a dispatcher reads it."""

from datetime import date

import pytest

from dispatch.explaining import Names, left_out_sentence, refusal_sentence
from optimizer.solution import Reason, Refusal, Unassigned
from tests.dispatch.drafts import a_horizon, hours

NAMES = Names(
    horizon=a_horizon(),
    shifts={"noor 1": "Fictief Noor", "tom 1": "Fictief Tom"},
    skills={"gas": "Gas installations"},
    technicians={"mia": "Fictief Mia"},
    currency="EUR",
)


def no(reason: Reason, shift: str | None = "noor 1", **facts: int | str) -> Refusal:
    return Refusal(reason=reason, shift=shift, sentence="", facts=facts)


def left_out(*refusals: Refusal) -> str:
    reason = refusals[0].reason if refusals else Reason.NO_SHIFT
    return left_out_sentence(
        Unassigned(visit="A-1", reason=reason, sentence="", refusals=refusals), NAMES
    )


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (no(Reason.NO_SHIFT, None), "nobody works on the planned days."),
        (
            no(Reason.SKILL_MISSING, skill="gas", needed=2),
            "needs Gas installations level 2; Fictief Noor does not hold it.",
        ),
        (
            no(Reason.SKILL_LEVEL, skill="gas", needed=3, held=2),
            "needs Gas installations level 3; Fictief Noor holds level 2.",
        ),
        (
            no(Reason.SKILL_EXPIRED, skill="gas", valid_until=0),
            "Fictief Noor's certificate for Gas installations ended before 03 Nov 2026.",
        ),
        (
            no(Reason.OTHER_TECHNICIAN, technician="mia"),
            "it is pinned to Fictief Mia, who does not work on the planned days.",
        ),
        (
            no(Reason.PINNED_OUTSIDE_WINDOW, None, pinned_start=hours(19)),
            "its pinned start 19:00 is outside its windows.",
        ),
        (
            no(Reason.NO_WINDOW_IN_SHIFT, opens=hours(8), closes=hours(17.5)),
            "none of its times falls into the shift of Fictief Noor, 08:00 to 17:30.",
        ),
        (
            no(Reason.TOO_FAR, rule="window", by_s=61),
            "too far for Fictief Noor even as the only visit: the time window would be missed "
            "by 2 min.",
        ),
        (
            no(Reason.TOO_FAR, rule="return", by_s=60),
            "too far for Fictief Noor even as the only visit: the day would end 1 min too late, "
            "overtime included.",
        ),
        (
            no(Reason.NO_ROOM, rule="window", by_s=600, visit="B-1"),
            "Fictief Noor: the time window would be missed by 10 min (at B-1).",
        ),
        (
            no(Reason.NO_ROOM, rule="break", by_s=0, visit="B-1"),
            "Fictief Noor: the lunch break would not fit.",
        ),
        (
            no(Reason.NOT_ALLOWED, technician="noor", wanted="mia, zoe"),
            "only Fictief Mia, zoe may be sent there.",
        ),
        (no(Reason.FORBIDDEN, technician="noor"), "Fictief Noor is not to be sent there."),
        (
            no(Reason.EQUIPMENT, equipment="ladder", missing=1),
            "needs ladder; Fictief Noor does not have it and passes no depot.",
        ),
        (
            no(Reason.EQUIPMENT, rule="equipment", visit="B-1", by_s=1),
            "Fictief Noor does not have the equipment at that point of the route.",
        ),
        (
            no(Reason.PARTS, part="FS-2", stock=1, needed=3),
            "needs 3 of FS-2; Fictief Noor has 1 in the van and passes no depot.",
        ),
        (
            no(Reason.PARTS, rule="parts", visit="B-1", by_s=2),
            "2 parts would be missing in the van of Fictief Noor.",
        ),
        (
            no(Reason.CAPACITY, unit="kg", capacity=80, load=100),
            "takes 100 kg; the van of Fictief Noor has room for 80.",
        ),
        (
            no(Reason.CAPACITY, rule="capacity", visit="B-1", by_s=20),
            "the van of Fictief Noor would be overloaded by 20.",
        ),
        (
            no(Reason.CAP, rule="visits", over=1),
            "Fictief Noor's route would have 1 visits too many.",
        ),
        (
            no(Reason.CAP, rule="distance", over=2_001),
            "Fictief Noor's route would be 3 km too long.",
        ),
        (
            no(Reason.CAP, rule="drive", over=61),
            "Fictief Noor's route would have 2 min of driving too much.",
        ),
        (
            no(Reason.CAP, rule="route", over=60),
            "Fictief Noor's route would have 1 min of working time too much.",
        ),
        (
            no(Reason.WINDOW_TOO_SHORT, on_site_s=3600, longest_s=1800, by_s=1800),
            "Fictief Noor needs 60 min on site; the longest time window has 30 min.",
        ),
        (
            no(Reason.REST, rule="rest", visit="", by_s=600),
            "Fictief Noor's rest between two shifts would be 10 min too short.",
        ),
        (
            no(Reason.WORK_LIMIT, rule="work_limit", by_s=600),
            "Fictief Noor would work 10 min more than allowed.",
        ),
        (
            no(Reason.RELATION, rule="relation", visit="B-1"),
            "Fictief Noor cannot do it as agreed with the other visits it belongs to (B-1).",
        ),
        (
            no(Reason.NOT_PLACED, extra_cents=1_000, leave_out_cents=30_000),
            "Fictief Noor can do it for EUR 10.00 more.",
        ),
        (
            no(Reason.TOO_DEAR, extra_cents=123_456, leave_out_cents=30_000),
            "Fictief Noor could do it for EUR 1,234.56 more, but leaving it out is priced at "
            "EUR 300.00.",
        ),
    ],
)
def test_each_no_names_people_skills_local_times_and_money(refusal: Refusal, sentence: str) -> None:
    assert refusal_sentence(refusal, NAMES) == sentence


def test_every_reason_has_a_sentence() -> None:
    facts: dict[str, int | str] = {
        "skill": "gas",
        "needed": 1,
        "held": 1,
        "valid_until": 0,
        "technician": "mia",
        "pinned_start": 0,
        "opens": 0,
        "closes": 0,
        "rule": "window",
        "by_s": 0,
        "extra_cents": 0,
        "leave_out_cents": 0,
        "wanted": "mia, zoe",
        "over": 1,
        "longest_s": 60,
        "on_site_s": 120,
        "visit": "B-1",
    }

    for reason in Reason:
        said = refusal_sentence(no(reason, **facts), NAMES)
        assert said.endswith(".")
        assert said != ""


def test_with_several_days_a_time_says_its_day() -> None:
    names = Names(a_horizon(days=2), {"noor 1": "Fictief Noor on Wed 04 Nov"}, {}, {}, "EUR")
    refusal = no(Reason.NO_WINDOW_IN_SHIFT, opens=hours(24 + 8), closes=hours(24 + 17))

    assert refusal_sentence(refusal, names) == (
        "none of its times falls into the shift of Fictief Noor on Wed 04 Nov, "
        "Wed 08:00 to Wed 17:00."
    )


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_times_after_a_clock_change_are_the_ones_on_the_wall(day: date) -> None:
    horizon = a_horizon(day)
    names = Names(horizon, {}, {}, {}, "EUR")
    nine_hours_before_midnight = horizon.end_s - 9 * 3600

    assert names.time(nine_hours_before_midnight) == "15:00"


def test_a_visit_that_nobody_can_do_says_who_is_nearest_to_it() -> None:
    said = left_out(
        no(Reason.SKILL_LEVEL, skill="gas", needed=3, held=2),
        no(Reason.SKILL_MISSING, "tom 1", skill="gas", needed=3),
    )

    assert said == (
        "Nobody can do it. Nearest: needs Gas installations level 3; Fictief Noor holds level 2."
    )


def test_a_full_day_says_how_many_could() -> None:
    room = no(Reason.NO_ROOM, rule="return", by_s=300)
    other = no(Reason.NO_ROOM, "tom 1", rule="return", by_s=900)
    lacking = no(Reason.SKILL_MISSING, "tom 1", skill="gas", needed=3)

    nearest = "Nearest: Fictief Noor: the day would end 5 min too late, overtime included."
    assert left_out(room, lacking) == f"The only one who could do it is full. {nearest}"
    assert left_out(room, other) == f"All 2 who could are full. {nearest}"


def test_what_does_not_pay_says_the_two_prices() -> None:
    said = left_out(no(Reason.TOO_DEAR, extra_cents=40_000, leave_out_cents=30_000))

    assert said.startswith("Fictief Noor could do it for EUR 400.00 more")


def test_without_shifts_nobody_works() -> None:
    assert left_out() == "Nobody works on the planned days."
