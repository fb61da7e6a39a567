"""The board's head: which day, what the plan is worth, which plan it is."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import streamlit as st

from dashboard import plain
from dashboard.screens import board_compare, board_edits, board_planning
from dashboard.screens.board_state import BoardState, remember
from dashboard.visitor import Visitor
from dispatch.policy_names import NAMES
from dispatch.queries.board import Board
from dispatch.queries.board_rows import KeyFigures, PlanChoice
from dispatch.statuses import PlanStatus

FIGURES = ("placed", "on_time", "overtime", "broken", "changed")
"""The key figures that filter."""


def show_top(visitor: Visitor, state: BoardState, board: Board) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="board_top"):
        _day_switch(visitor, state)
        if board.figures is not None:
            with st.container(horizontal=True, gap="xsmall", key="board_figures"):
                _figures(visitor, state, board)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="board_plan"):
        _which_plan(visitor, state, board)
        if board_planning.is_busy(visitor, state):
            board_planning.show_progress(visitor, state)
        else:
            st.markdown(_comparison(visitor, board), width="stretch")
            board_planning.plan_menu(visitor, state)
        disabled = len(board_compare.plans_of(board)) < 2
        if st.button(visitor.say("board.compare"), disabled=disabled, key="board_compare"):
            state.dialog = "compare"
        draft = board.shown is not None and board.shown.status is PlanStatus.DRAFT
        publish = visitor.say("board.publish")
        if st.button(publish, type="primary", disabled=not draft, key="board_publish"):
            state.dialog = "publish"


def lit_by(state: BoardState, board: Board) -> list[str] | None:
    """The visits that the chosen key figure is about; None: no filter."""
    late_home = {
        technician.ref
        for technician in board.technicians
        if any(route.overtime_s for route in technician.routes)
    }
    found = {
        "placed": lambda: [row.card.visit_ref for row in board.tray],
        "on_time": lambda: [s.card.visit_ref for s in board.stops if s.late_s or s.at_risk],
        "overtime": lambda: [
            s.card.visit_ref for s in board.stops if s.technician_ref in late_home
        ],
        "broken": lambda: [s.card.visit_ref for s in board.stops if s.violations],
        "changed": lambda: [difference.visit_ref for difference in board.differences],
    }.get(state.figure)
    return found() if found else None


def _day_switch(visitor: Visitor, state: BoardState) -> None:
    step = 7 if state.week else 1
    earlier, later = visitor.say("board.earlier"), visitor.say("board.later")
    if st.button("◂", help=earlier, type="tertiary", key="board_earlier"):
        _go(state, state.day - timedelta(days=step))
    label = visitor.formats.day(state.day)
    with st.popover(label, type="tertiary", key="board_date"):
        chosen = st.date_input(
            visitor.say("board.day"), state.day, key=f"board_day_{state.day}", format="YYYY-MM-DD"
        )
        if chosen != state.day:
            _go(state, chosen)
        if st.button(visitor.say("board.today"), key="board_today"):
            _go(state, visitor.today)
    if st.button("▸", help=later, type="tertiary", key="board_later"):
        _go(state, state.day + timedelta(days=step))
    names = {False: visitor.say("board.view_day"), True: visitor.say("board.view_week")}
    week = st.segmented_control(
        visitor.say("board.view"),
        [False, True],
        default=state.week,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key=f"board_view_{state.week}",
        required=True,
        width="content",
    )
    if week != state.week:
        state.week = week
        remember(state)
        st.rerun()


def _go(state: BoardState, day: date) -> None:
    state.go(day)
    remember(state)
    st.rerun()


def _figures(visitor: Visitor, state: BoardState, board: Board) -> None:
    figures, before = board.figures, board.published_figures
    assert figures is not None
    other = before if board.shown and board.shown.status is PlanStatus.DRAFT else None
    for name, text in _figure_texts(visitor, figures, other, board):
        chosen = state.figure == name
        kind: Literal["secondary", "tertiary"] = "secondary" if chosen else "tertiary"
        if st.button(text, type=kind, key=f"board_figure_{name}", help=_help(visitor, name)):
            if name in FIGURES:
                state.figure = "" if chosen else name
            else:
                state.dialog = "costs" if name == "cost" else "figures"


def _help(visitor: Visitor, name: str) -> str:
    if name == "saved":
        return visitor.say("board.saved_means")
    return visitor.say("board.figure_filter" if name in FIGURES else "board.figure_opens")


def _figure_texts(
    visitor: Visitor, now: KeyFigures, before: KeyFigures | None, board: Board
) -> list[tuple[str, str]]:
    formats, say = visitor.formats, visitor.say
    placed = say("board.placed", served=now.served, visits=now.visits)
    texts = [
        ("placed", placed + _difference(now.served, before.served if before else None)),
        ("on_time", say("board.on_time", share=formats.percent(now.on_time_share))),
        ("drive", say("board.drive", share=formats.percent(now.drive_share))),
        ("overtime", say("board.overtime", time=formats.minutes(now.overtime_s))),
        ("cost", _cost(visitor, now, before)),
    ]
    if now.saved_cents:
        name = "board.saved" if now.saved_cents > 0 else "board.dearer"
        texts.append(("saved", say(name, amount=_whole(visitor, abs(now.saved_cents)))))
    texts.append(("gap", _gap(visitor, now.gap)))
    if now.violations:
        texts.append(("broken", say("board.rules_broken", count=now.violations)))
    if board.differences and before is not None:
        texts.append(("changed", say("board.changed", count=len(board.differences))))
    return texts


def _gap(visitor: Visitor, per_mille: int | None) -> str:
    """'gap ≤ 2.1%'; what it means stands in the figures it opens."""
    if per_mille is None:
        return visitor.say("plans.gap_not_proven")
    return visitor.say("board.gap", share=visitor.formats.number(Decimal(per_mille) / 10, 1))


def _difference(now: int, before: int | None) -> str:
    if before is None or now == before:
        return ""
    return f" ({now - before:+d})".replace("-", "−")


def _cost(visitor: Visitor, now: KeyFigures, before: KeyFigures | None) -> str:
    text = _whole(visitor, now.cost_cents)
    change = 0 if before is None else now.cost_cents - before.cost_cents
    if not change:
        return text
    if abs(change) < 100:
        return f"{text} ({board_edits.signed_money(visitor.formats, change)})"
    return f"{text} ({'+' if change > 0 else '−'}{_whole(visitor, abs(change))})"


def _whole(visitor: Visitor, cents: int) -> str:
    """Money without cents: '€6,214'."""
    said = visitor.formats.money(Decimal(round(cents / 100)))
    return said.removesuffix(".00").removesuffix(",00")


def _which_plan(visitor: Visitor, state: BoardState, board: Board) -> None:
    choices = [*board.drafts, *([board.published] if board.published else [])]
    if board.shown is None:
        return
    if len(choices) > 1:
        ids = [choice.plan_id for choice in choices]
        names = {choice.plan_id: name_of(visitor, choice) for choice in choices}
        at = ids.index(board.shown.plan_id) if board.shown.plan_id in ids else 0
        chosen = st.selectbox(
            visitor.say("board.plan"),
            ids,
            index=at,
            format_func=lambda plan_id: names.get(plan_id, str(plan_id)),
            label_visibility="collapsed",
            width=360,
            key=f"board_choice_{board.shown.plan_id}_{len(ids)}",
        )
        if chosen is not None and chosen != board.shown.plan_id:
            state.plan_id = chosen
            state.forget()
            st.rerun()
    else:
        st.markdown(plain.text(name_of(visitor, board.shown)), width="content")


def name_of(visitor: Visitor, choice: PlanChoice) -> str:
    """'Draft 14, 9:02 · Dora'."""
    when = choice.published_at or choice.created_at
    by = choice.changed_by or choice.created_by
    said = visitor.say(
        f"board.plan_{choice.status}",
        number=choice.plan_id,
        time=visitor.formats.time(choice.changed_at or when),
        by=by,
    )
    if choice.policy in ("", NAMES[0]):
        return said
    return f"{said} · {visitor.say(f'plans.policy_{board_planning.key_of(choice.policy)}')}"


def _comparison(visitor: Visitor, board: Board) -> str:
    """What publishing would change, in one line."""
    if board.shown is None:
        return visitor.say("board.no_plan")
    if board.shown.status is not PlanStatus.DRAFT:
        return visitor.say("board.in_force")
    if board.published is None:
        return visitor.say("board.nothing_published")
    if not board.differences:
        return visitor.say("board.same_as_published")
    text = visitor.count("board.differs", len(board.differences))
    if board.broken_promises:
        text += visitor.count("board.differs_promises", board.broken_promises)
    return text
