"""Answers at the board: what would help, the other technician side by side, an urgent visit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar

import streamlit as st

from dashboard import plain
from dashboard.screens import board_answers, board_edits
from dashboard.screens.board_state import BoardState, tray_of
from dashboard.visitor import Visitor
from dispatch import plan_answers
from dispatch.answer_views import ChoiceRow, Doing, FieldToChange, FixRow, MovedVisit, Where
from dispatch.errors import DispatchError
from dispatch.queries import plan_fixes, plan_why
from dispatch.queries.board import Board
from dispatch.statuses import Priority

NAMED = 3
"""Visits that a fix names; the rest is counted."""

URGENT = (Priority.HIGH, Priority.EMERGENCY)

Answer = TypeVar("Answer")


def asked(
    visitor: Visitor, state: BoardState, query: Callable[..., Answer], **what: Any
) -> Answer | None:
    """Ask about the shown plan; about a published one, on a draft that nobody keeps."""
    try:
        with visitor.reading() as session:
            plan_id, _ = board_edits.draft_of(session, visitor, state)
            facts = {"actor": visitor.actor, "plan_id": plan_id, "settings": visitor.settings}
            return query(session, **facts, **what)
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return None


def show_fixes(visitor: Visitor, state: BoardState, visit_ref: str) -> bool:
    """The fixes that work, cheapest first, each with its button; whether one was taken."""
    st.markdown(f"##### {visitor.say('answers.help_title')}")
    with st.spinner(visitor.say("answers.help_working")):
        found = asked(visitor, state, plan_fixes.what_would_help, visit_ref=visit_ref)
    if found is not None and not found:
        st.caption(visitor.say("answers.help_none"))
    return any([_show_fix(visitor, state, visit_ref, fix, n) for n, fix in enumerate(found or ())])


def _show_fix(
    visitor: Visitor, state: BoardState, visit_ref: str, fix: FixRow, number: int
) -> bool:
    say = visitor.say
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"board_fix_row_{number}"
    ):
        st.markdown(_fix_text(visitor, fix), width="stretch")
        if fix.doing is Doing.ELSEWHERE:
            show_field_link(visitor, fix.field)
            return False
        label = {
            Doing.PLAN: say("answers.apply"),
            Doing.VISIT: say("answers.apply" if fix.kind == "pin" else "answers.apply_agreed"),
            Doing.ANYWAY: say("answers.apply_anyway"),
        }[fix.doing]
        kind: Literal["primary", "secondary"] = "primary" if number == 0 else "secondary"
        if not st.button(label, type=kind, key=f"board_fix_{number}"):
            return False
    board_edits.change(visitor, state, plan_answers.apply_fix, visit_ref=visit_ref, key=fix.key)
    return True


def _fix_text(visitor: Visitor, fix: FixRow) -> str:
    """What changes and its price; below it who else is touched, and what it takes."""
    formats, say = visitor.formats, visitor.say
    price = board_edits.signed_money(formats, fix.price_cents)
    who = say(
        "answers.when_who",
        technician=plain.text(visitor.tell(fix.technician)),
        time=formats.moment(fix.starts) if fix.starts else "–",
    )
    lines = [f"**{plain.text(visitor.tell(fix.sentence))}** · {price} · {who}"]
    more = [moves_text(visitor, fix.moved)]
    if fix.kind in ("window", "day") and fix.doing is not Doing.ELSEWHERE:
        more.append(say("answers.ask_customer"))
    if fix.doing is Doing.ELSEWHERE:
        more.append(field_text(visitor, fix.field))
    lines.append(f":gray[{' · '.join(more)}]")
    for rule in fix.breaks:
        told = plain.text(visitor.tell(rule.sentence))
        lines.append(f":red[{say('answers.then_breaks', rule=told)}]")
    return "  \n".join(lines)


def moves_text(visitor: Visitor, moved: Sequence[MovedVisit]) -> str:
    if not moved:
        return visitor.say("answers.nobody_moves")
    named = [move_text(visitor, one) for one in moved[:NAMED]]
    if len(moved) > NAMED:
        named.append(visitor.say("answers.and_more", count=len(moved) - NAMED))
    name = "answers.moves_one" if len(moved) == 1 else "answers.moves"
    return visitor.say(name, count=len(moved), who=", ".join(named))


def move_text(visitor: Visitor, moved: MovedVisit) -> str:
    """'Bakker 12 min later (promised)'."""
    say, customer = visitor.say, plain.text(moved.customer)
    if moved.kind == "dropped":
        text = say("answers.moved_out", customer=customer)
    elif moved.kind == "shifted":
        name = "answers.moved_later" if moved.shift_s > 0 else "answers.moved_earlier"
        minutes = visitor.formats.minutes(abs(moved.shift_s))
        text = say(name, customer=customer, minutes=minutes)
    elif moved.kind == "added":
        text = say("answers.moved_in", customer=customer, time=_time(visitor, moved.new_start))
    else:
        who, time = plain.text(moved.to_technician), _time(visitor, moved.new_start)
        text = say("answers.moved_to", customer=customer, technician=who, time=time)
    return f"{text} ({say('answers.was_promised')})" if moved.promised else text


def _time(visitor: Visitor, when: datetime | None) -> str:
    return visitor.formats.time(when) if when else "–"


def field_text(visitor: Visitor, field: FieldToChange) -> str:
    name = visitor.say(f"answers.field_{field.name}")
    if field.where is Where.CASE:
        return visitor.say("answers.elsewhere_case", field=name)
    return visitor.say("answers.elsewhere_file", field=name, file=f"{field.where}.csv")


def show_field_link(visitor: Visitor, field: FieldToChange) -> None:
    """Where the field is changed, if that is a page."""
    if field.where is Where.CASE and field.case_ref:
        st.link_button(visitor.say("answers.open_case"), f"/cases?case={field.case_ref}")


def show_choice(visitor: Visitor, state: BoardState, board: Board, visit_ref: str) -> bool:
    """Another technician beside the present one; whether it was taken."""
    people = {person.ref: person.name for person in board.technicians if person.shifts}
    here = next((s.technician_ref for s in board.stops if s.card.visit_ref == visit_ref), "")
    ranked = [other.technician_ref for other in board_answers.alternatives(visitor, state)]
    others = [ref for ref in dict.fromkeys([*ranked, *people]) if ref != here and ref in people]
    who = st.selectbox(
        visitor.say("answers.choose"),
        others,
        index=None,
        placeholder=visitor.say("answers.choose_nobody"),
        format_func=people.__getitem__,
        key="board_choice_who",
    )
    if who is None:
        return False
    with st.spinner(visitor.say("answers.choice_working")):
        found = asked(
            visitor, state, plan_why.with_technician, visit_ref=visit_ref, technician_ref=who
        )
    if found is None or not _side_by_side(visitor, found):
        return False
    label = visitor.say("answers.choose_apply", technician=people[who])
    if not st.button(label, type="primary", key="board_choice_apply"):
        return False
    board_edits.change(
        visitor,
        state,
        plan_answers.choose_technician,
        visit_ref=visit_ref,
        technician_ref=who,
    )
    return True


def _side_by_side(visitor: Visitor, found: ChoiceRow) -> bool:
    """The cost lines that differ and who moves; False if that technician cannot."""
    say, asked_name = visitor.say, plain.text(found.asked)
    if found.cents is None:
        st.markdown(say("answers.choice_cannot", technician=asked_name))
        for refusal in found.refusals:
            st.markdown(f"- {plain.text(visitor.tell(refusal))}")
        return False
    name = "more" if found.cents > 0 else "less" if found.cents < 0 else "same"
    now = plain.text(found.technician) or say("answers.nobody")
    values: dict[str, str] = {"asked": asked_name, "technician": now}
    if found.cents:
        values["amount"] = visitor.formats.cents(abs(found.cents))
    st.markdown(say(f"answers.choice_{name}", **values))
    cost_lines(visitor, [(line.line, line.before_cents, line.after_cents) for line in found.lines])
    note = moves_text(visitor, found.moved)
    st.caption(f"{note} · {say('answers.unpins')}" if found.unpins else note)
    show_moved(visitor, found.moved)
    return True


def cost_lines(visitor: Visitor, lines: Sequence[tuple[str, int, int]]) -> None:
    """Line, now, then, difference; the last row is the sum of these lines."""
    formats, say = visitor.formats, visitor.say
    if not lines:
        return
    rows = [(say(f"answers.line_{line}"), before, after) for line, before, after in lines]
    total = (say("answers.together"), sum(row[1] for row in rows), sum(row[2] for row in rows))
    table = [
        {
            say("answers.column_rule"): name,
            say("answers.now"): formats.cents(before),
            say("answers.then"): formats.cents(after),
            say("answers.difference"): board_edits.signed_money(formats, after - before),
        }
        for name, before, after in [*rows, total]
    ]
    st.table(table, border="horizontal", hide_index=True)


def show_moved(visitor: Visitor, moved: Sequence[MovedVisit]) -> None:
    """Everybody who changes, with the price of it."""
    say = visitor.say
    if not moved:
        return
    table = [
        {
            say("answers.column_change"): move_text(visitor, one),
            say("answers.column_price"): board_edits.signed_money(visitor.formats, one.cents),
        }
        for one in moved
    ]
    st.table(table, border="horizontal", hide_index=True)


def show_urgent(visitor: Visitor, state: BoardState, board: Board) -> bool:
    """The checked proposal for an urgent visit of the tray; whether it was taken."""
    row = tray_of(board, state.selected)
    if row is None:
        return False
    visit_ref, say = row.card.visit_ref, visitor.say
    st.markdown(f"**{plain.text(f'{row.card.customer}, {row.card.town}')}**")
    with st.spinner(say("answers.urgent_working")):
        found = asked(visitor, state, plan_fixes.urgent_proposal, visit_ref=visit_ref)
    if found is None:
        st.warning(say("answers.urgent_none"))
        return False
    st.markdown(
        say(
            "answers.urgent_found",
            technician=plain.text(visitor.tell(found.technician)),
            time=visitor.formats.moment(found.starts),
            amount=visitor.formats.cents(found.extra_cents),
        )
    )
    st.caption(say("answers.disturbed" if found.moved else "answers.nobody_moves"))
    show_moved(visitor, found.moved)
    if not st.button(say("answers.urgent_apply"), type="primary", key="board_urgent_apply"):
        return False
    board_edits.change(visitor, state, plan_answers.fit_in, visit_ref=visit_ref)
    return True
