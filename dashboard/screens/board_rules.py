"""The dialog that changes what planning knows of the chosen visit.

A plan was made from the rules of then. So that what it breaks now shows at once, saving ends
with a draft of the same routes on the rules as they are.
"""

from collections.abc import Mapping

import streamlit as st

from dashboard import plain
from dashboard.screens import board_relations, rule_fields, rule_form
from dashboard.screens.board_state import BoardState, stop_of, tray_of
from dashboard.screens.rule_fields import GROUPS
from dashboard.screens.rule_form import Form
from dashboard.visitor import Visitor
from dispatch import plan_edits, visit_rules
from dispatch.database import Session
from dispatch.errors import DispatchError
from dispatch.queries import records
from dispatch.queries.board import Board


def show_rules(visitor: Visitor, state: BoardState, board: Board) -> bool:
    """Two tabs, of the visit alone and with others; whether something was changed."""
    row = stop_of(board, state.selected) or tray_of(board, state.selected)
    if row is None:
        return False
    visit = row.card.visit_ref
    st.markdown(f"**{plain.text(f'{row.card.customer}, {row.card.town}')}** · {plain.text(visit)}")
    alone, together = st.tabs(
        [visitor.say("rules.group_alone"), visitor.say("rules.group_together")]
    )
    with alone:
        said = visitor.say("rules.saved") if _of_visit(visitor, visit) else ""
    with together:
        said = board_relations.show(visitor, visit) or said
    if said:
        _drawn_anew(visitor, state, board, said)
    return bool(said)


def _of_visit(visitor: Visitor, visit: str) -> bool:
    with visitor.reading() as session:
        cells = records.visit_record(
            session, actor=visitor.actor, visit_ref=visit, settings=visitor.settings
        )

    def save(session: Session, changed: Mapping[str, str], seen: Mapping[str, str]) -> None:
        visit_rules.change_visit_rules(
            session,
            actor=visitor.actor,
            visit_ref=visit,
            cells=changed,
            seen=seen,
            settings=visitor.settings,
            now=visitor.now,
        )

    button = visitor.say("rules.save")
    form = Form(f"board_rules_{visit}", "visits", GROUPS["visits"], cells, save, button)
    return rule_form.show(visitor, form, rule_fields.choices_for(visitor))


def _drawn_anew(visitor: Visitor, state: BoardState, board: Board, said: str) -> None:
    """The shown plan's routes on the rules as they are now, as a draft."""
    state.forget()
    if board.shown is None:
        state.tell(said)
        return
    try:
        with visitor.transaction() as session:
            draft = plan_edits.draft_from(
                session,
                actor=visitor.actor,
                plan_id=board.shown.plan_id,
                settings=visitor.settings,
                now=visitor.now,
            )
            state.plan_id = draft.id
    except DispatchError as refused:
        state.tell(f"{said} {visitor.tell(refused)}", "error")
        return
    state.tell(f"{said} {visitor.say('rules.drawn_anew', number=state.plan_id)}")
