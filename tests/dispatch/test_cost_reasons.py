"""The one reason that explains most of a visit's cost, and what is at stake."""

from decimal import Decimal

from dispatch.cost_reasons import Explained, Reason, ReasonKind, at_stake, main_reason
from dispatch.statuses import VisitOutcome
from dispatch.variance import Difference, Flag

LABOUR = Difference("labour", Decimal("50.00"), Decimal("90.00"))
TRAVEL = Difference("travel", Decimal("30.00"), Decimal("35.00"))
WAITING = Difference("waiting", Decimal("8.00"), Decimal("0.00"))


def a_visit(
    *lines: Difference,
    flags: tuple[Flag, ...] = (),
    number: int = 1,
    earlier: VisitOutcome | None = None,
) -> Explained:
    return Explained(
        lines=lines or (LABOUR, TRAVEL, WAITING),
        moved={"labour": (Decimal(2880), "s"), "waiting": (Decimal(-720), "s")},
        flags=flags,
        number=number,
        earlier=earlier,
    )


def test_the_line_that_moved_furthest_explains_a_dearer_visit():
    assert main_reason(a_visit()) == Reason(
        ReasonKind.LINE_MOVED, Decimal("40.00"), "labour", Decimal(2880), "s"
    )


def test_of_a_cheaper_visit_the_line_that_saved_most_explains_it():
    # +5.00 of travel and -8.00 of waiting: 3.00 less in all
    assert main_reason(a_visit(TRAVEL, WAITING)) == Reason(
        ReasonKind.LINE_MOVED, Decimal("-8.00"), "waiting", Decimal(-720), "s"
    )


def test_a_second_visit_of_the_case_is_the_reason_for_all_it_cost():
    again = a_visit(flags=(Flag.REPEAT_VISIT,), number=2, earlier=VisitOutcome.PART_MISSING)

    # 90.00 + 35.00 + 0.00
    assert main_reason(again) == Reason(
        ReasonKind.RETURN_VISIT, Decimal("125.00"), number=2, earlier=VisitOutcome.PART_MISSING
    )


def test_the_same_device_in_another_case_is_told_apart_from_a_second_visit():
    again = a_visit(flags=(Flag.REPEAT_VISIT,))

    assert main_reason(again) == Reason(ReasonKind.SAME_DEVICE, Decimal("125.00"))


def test_nobody_home_comes_before_that_it_was_the_second_visit():
    found = main_reason(a_visit(flags=(Flag.REPEAT_VISIT, Flag.NO_ACCESS), number=2))

    assert found == Reason(ReasonKind.NO_ACCESS, Decimal("125.00"), number=2)


def test_a_visit_dear_as_planned_is_explained_by_its_dearest_line():
    as_planned = Difference("parts", Decimal("400.00"), Decimal("400.00"))

    found = main_reason(a_visit(as_planned, flags=(Flag.AMONG_DEAREST,)))

    assert found == Reason(ReasonKind.DEAR_LINE, Decimal("400.00"), "parts")


def test_a_dear_visit_that_stayed_below_its_plan_is_not_explained_by_what_it_saved():
    cheaper = Difference("parts", Decimal("410.00"), Decimal("400.00"))

    found = main_reason(a_visit(cheaper, flags=(Flag.AMONG_DEAREST,)))

    assert found == Reason(ReasonKind.DEAR_LINE, Decimal("400.00"), "parts")


def test_all_of_a_visit_that_could_be_spared_is_at_stake():
    assert at_stake(a_visit(flags=(Flag.NO_FAULT_FOUND,)), None) == Decimal("125.00")


def test_otherwise_what_is_above_plan_or_above_the_dearest_tenth_is_at_stake():
    # 125.00 against 88.00 planned
    assert at_stake(a_visit(), Decimal("20.00")) == Decimal("37.00")
    dear = a_visit(flags=(Flag.AMONG_DEAREST,))
    # 125.00 - 60.00 is more than 37.00; 125.00 - 100.00 is not
    assert at_stake(dear, Decimal("60.00")) == Decimal("65.00")
    assert at_stake(dear, Decimal("100.00")) == Decimal("37.00")
