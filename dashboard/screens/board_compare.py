"""Two plans side by side: figures, cost lines, and what is different for whom."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import streamlit as st

from dashboard import plain
from dashboard.screens import board_edits, board_help
from dashboard.visitor import Visitor
from dispatch.errors import DispatchError
from dispatch.queries.board import Board
from dispatch.queries.board_rows import Difference, KeyFigures, PlanChoice
from dispatch.queries.plan_compare import PlanComparison, compare_plans

Naming = Callable[[Visitor, PlanChoice], str]


def figures(visitor: Visitor, board: Board) -> None:
    now, before = board.figures, board.published_figures
    if now is None:
        return
    shown = {visitor.say("board.shown_plan"): now}
    if before and before != now:
        shown[visitor.say("board.published_plan")] = before
    _figures(visitor, shown)


def _figures(visitor: Visitor, shown: Mapping[str, KeyFigures]) -> None:
    formats, plans = visitor.formats, list(shown.values())
    lines = {
        "visits": [f"{f.served} / {f.visits}" for f in plans],
        "on_time": [formats.percent(f.on_time_share) for f in plans],
        "work": [formats.minutes(f.work_s) for f in plans],
        "drive": [formats.minutes(f.drive_s) for f in plans],
        "wait": [formats.minutes(f.wait_s) for f in plans],
        "overtime": [formats.minutes(f.overtime_s) for f in plans],
        "distance": [f"{formats.number(round(f.distance_m / 1000))} km" for f in plans],
        "cost": [formats.cents(f.cost_cents) for f in plans],
        "objective": [formats.cents(f.objective_cents) for f in plans],
        "baseline": [formats.cents(f.baseline_cents) for f in plans],
        "saved": [formats.cents(f.saved_cents) for f in plans],
    }
    table = [
        {visitor.say("board.column_figure"): visitor.say(f"board.figure_{line}")}
        | dict(zip(shown, values, strict=True))
        for line, values in lines.items()
    ]
    st.table(table, border="horizontal", hide_index=True)


def plans_of(board: Board) -> list[PlanChoice]:
    """The plans of the day that can be compared, the one in force first."""
    published = [board.published] if board.published else []
    others = [*board.drafts, *([board.shown] if board.shown else [])]
    known = {plan.plan_id: plan for plan in [*published, *others]}
    return list(known.values())


def two_plans(visitor: Visitor, board: Board, name_of: Naming) -> None:
    """Any two plans of the day, at first the one in force and the shown one."""
    plans = plans_of(board)
    if board.shown is None or len(plans) < 2:
        return
    names = {plan.plan_id: name_of(visitor, plan) for plan in plans}
    ids, shown = list(names), board.shown.plan_id
    first = next(plan_id for plan_id in ids if plan_id != shown)
    if board.published and board.published.plan_id == shown:
        first, shown = shown, first
    left, right = st.columns(2)
    before = left.selectbox(
        visitor.say("plans.compare_before"),
        ids,
        index=ids.index(first),
        format_func=lambda plan_id: names.get(plan_id, ""),
        key="board_compare_before",
    )
    after = right.selectbox(
        visitor.say("plans.compare_after"),
        ids,
        index=ids.index(shown),
        format_func=lambda plan_id: names.get(plan_id, ""),
        key="board_compare_after",
    )
    found = _asked(visitor, before, after)
    if found is not None:
        _side_by_side(visitor, found)


def _asked(visitor: Visitor, before: int, after: int) -> PlanComparison | None:
    try:
        with visitor.reading() as session:
            return compare_plans(session, actor=visitor.actor, before_id=before, after_id=after)
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return None


def _side_by_side(visitor: Visitor, found: PlanComparison) -> None:
    say, formats = visitor.say, visitor.formats
    cents = found.after.objective_cents - found.before.objective_cents
    amount = board_edits.signed_money(formats, cents)
    broken = found.broken_promises
    name = "plans.compare_sum_broken" if broken else "plans.compare_sum"
    st.markdown(say(name, amount=amount, count=len(found.visits), broken=broken))
    changes(visitor, found.visits)
    board_help.cost_lines(
        visitor, [(line.line, line.before_cents, line.after_cents) for line in found.lines]
    )
    _figures(visitor, {say("answers.now"): found.before, say("answers.then"): found.after})


def differences(visitor: Visitor, board: Board) -> None:
    """Of the shown draft against what is in force."""
    changes(visitor, board.differences)


def changes(visitor: Visitor, found: Sequence[Difference]) -> None:
    """Broken promises first, then the rest."""
    ordered = sorted(found, key=lambda one: (not one.promise_broken, one.customer))
    if not ordered:
        st.caption(visitor.say("board.no_differences"))
        return
    columns = ("customer", "change", "before", "after", "promise")
    table = [
        dict(zip((visitor.say(f"board.column_{name}") for name in columns), row, strict=True))
        for row in (_row(visitor, difference) for difference in ordered)
    ]
    st.dataframe(table, hide_index=True)


def _row(visitor: Visitor, difference: Difference) -> tuple[str, ...]:
    promise = "promise_broken" if difference.promise_broken else "promise_kept"
    return (
        difference.customer,
        visitor.say(f"board.kind_{difference.kind}"),
        _who_when(visitor, difference.from_technician, difference.old_start),
        _who_when(visitor, difference.to_technician, difference.new_start),
        visitor.say(f"board.{promise}"),
    )


def _who_when(visitor: Visitor, who: str, when: datetime | None) -> str:
    return f"{who}, {visitor.formats.moment(when)}" if when else "–"
