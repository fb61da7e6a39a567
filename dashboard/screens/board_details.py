"""The line below the board: the selected visit, what it costs, what can be done with it."""

import streamlit as st

from dashboard import plain
from dashboard.components.timeline import courier
from dashboard.screens import board_answers, board_edits, board_help
from dashboard.screens.board_data import late_text
from dashboard.screens.board_state import BoardState, stop_of, tray_of
from dashboard.visitor import Visitor
from dispatch import plan_edits
from dispatch.plan_steps import Pin
from dispatch.queries.board import Board
from dispatch.queries.board_rows import StopRow, TrayRow, VisitCard


@st.fragment
def show_details(visitor: Visitor, state: BoardState) -> None:
    """Runs alone when the selection changes or the browser asks for a price.

    The line comes first, as what everybody else could do takes a moment to work out; but a drop
    is answered before all.
    """
    line, listener = st.container(), st.container(key="board_listener")
    acts = [(line, _describe), (listener, _answer)]
    for place, act in reversed(acts) if board_answers.is_urgent(state) else acts:
        with place:
            act(visitor, state)


def _answer(visitor: Visitor, state: BoardState) -> None:
    board_answers.answer(visitor, state)
    courier(state.answer, lambda asked: board_answers.ask(state, asked))


def _describe(visitor: Visitor, state: BoardState) -> None:
    board = state.seen(visitor)
    stop, idea = stop_of(board, state.selected), tray_of(board, state.selected)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="board_details"
    ):
        if stop is not None:
            st.markdown(_stop_line(visitor, board, stop), width="stretch")
            _acts(visitor, state, stop.card, frozen=stop.frozen, placed=True)
        elif idea is not None:
            st.markdown(_idea_line(visitor, idea), width="stretch")
            _acts(visitor, state, idea.card, frozen=False, placed=False)
        else:
            st.markdown(visitor.say("board.nothing_selected"), width="stretch")


def _stop_line(visitor: Visitor, board: Board, stop: StopRow) -> str:
    formats, say = visitor.formats, visitor.say
    names = {row.ref: row.name for row in board.technicians}
    who = plain.text(names.get(stop.technician_ref, stop.technician_ref))
    times = f"{formats.time(stop.starts)}–{formats.time(stop.ends)}"
    cost = say(
        "board.cost", amount=formats.cents(stop.cost_cents), travel=formats.cents(stop.travel_cents)
    )
    first = f"**{_name(stop.card)}** · {times} · {who} · {cost}"
    loud = [plain.text(visitor.tell(found.sentence)) for found in stop.violations]
    if stop.late_s:
        loud.insert(0, late_text(visitor, stop.late_s))
    if stop.frozen:
        loud.append(say("board.is_frozen"))
    return _two_lines(first, [*_facts(visitor, stop.card), *(f":red[{text}]" for text in loud)])


def _idea_line(visitor: Visitor, idea: TrayRow) -> str:
    duration = visitor.formats.minutes(idea.card.duration_s)
    first = (
        f"**{_name(idea.card)}** · {duration} · :orange[{plain.text(visitor.tell(idea.sentence))}]"
    )
    return _two_lines(first, _facts(visitor, idea.card))


def _two_lines(first: str, facts: list[str]) -> str:
    return f"{first}  \n{' · '.join(facts)}"


def _name(card: VisitCard) -> str:
    return plain.text(f"{card.customer}, {card.town}")


def _facts(visitor: Visitor, card: VisitCard) -> list[str]:
    formats, say = visitor.formats, visitor.say
    facts = [plain.text(card.work_type or card.symptom)]
    if card.windows:
        spans = ", ".join(
            f"{formats.time(window.begins)}–{formats.time(window.ends)}"
            for window in card.windows[:3]
        )
        facts.append(say("board.fact_window", spans=spans))
    if card.promised:
        begins, ends = formats.time(card.promised.begins), formats.time(card.promised.ends)
        facts.append(say("board.fact_promised", begins=begins, ends=ends))
    if card.due_by:
        facts.append(say("board.fact_due", moment=formats.moment(card.due_by)))
    if card.skills:
        named = ", ".join(f"{skill.name} {skill.level}" for skill in card.skills)
        facts.append(say("board.fact_skills", skills=plain.text(named)))
    if card.parts:
        named = ", ".join(f"{part.quantity} × {part.name}" for part in card.parts)
        facts.append(say("board.fact_parts", parts=plain.text(named)))
    return facts


def _acts(
    visitor: Visitor, state: BoardState, card: VisitCard, *, frozen: bool, placed: bool
) -> None:
    say, visit = visitor.say, card.visit_ref
    urgent = not placed and card.priority in board_help.URGENT
    if urgent and st.button(say("answers.urgent"), type="primary", key="board_urgent"):
        _open(state, "urgent")
    if st.button(say("board.move_to"), disabled=frozen, key="board_move_to"):
        _open(state, "move")
    if placed:
        _pin_menu(visitor, state, card, frozen=frozen)
    why = "board.why_here" if placed else "board.why_not"
    if st.button(say(why), key="board_why"):
        _open(state, "why")
    if placed and st.button(say("board.take_off"), disabled=frozen, key="board_take_off"):
        board_edits.change(visitor, state, plan_edits.unassign, visit_ref=visit)
        st.rerun(scope="app")
    if st.button(say("board.edit_rules"), disabled=frozen, key="board_edit_rules"):
        _open(state, "rules")
    if card.phone:
        st.link_button(say("board.call"), f"tel:{_dial(card.phone)}", help=plain.text(card.phone))


def _open(state: BoardState, dialog: str) -> None:
    state.dialog = dialog
    st.rerun(scope="app")


def _dial(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def _pin_menu(visitor: Visitor, state: BoardState, card: VisitCard, *, frozen: bool) -> None:
    with st.popover(visitor.say("board.pin"), disabled=frozen, key="board_pin"):
        for pin in Pin:
            has = pin in card.pins
            name = visitor.say(f"board.pin_{pin}_long")
            wants = st.checkbox(name, value=has, key=f"board_pin_{card.visit_ref}_{pin}_{has}")
            if wants != has:
                verb = plan_edits.pin if wants else plan_edits.unpin
                board_edits.change(visitor, state, verb, visit_ref=card.visit_ref, what=pin)
                st.rerun(scope="app")
