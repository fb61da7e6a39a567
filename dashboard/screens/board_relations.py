"""What a visit has to do with others: seen, forgotten, said; a team, a follow-up."""

from collections.abc import Callable

import streamlit as st

from dashboard import plain
from dashboard.visitor import Visitor
from dispatch import visit_relations
from dispatch.database import Session
from dispatch.errors import DispatchError
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse
from dispatch.queries import records
from dispatch.queries.records import RelationRow
from dispatch.visit_relations import LARGEST_TEAM, Gap

LONGEST_GAP = 200_000
"""Minutes; about twenty weeks."""


def show(visitor: Visitor, visit: str) -> str:
    """What was done, as a sentence; nothing if nothing was."""
    with visitor.reading() as session:
        rows = records.relations_of_visit(session, actor=visitor.actor, visit_ref=visit)
        names = records.open_visits(session, actor=visitor.actor)
    if not rows:
        st.caption(visitor.say("rules.none_yet"))
    said = [_one(visitor, row, number) for number, row in enumerate(rows)]
    acts = {"relate_title": _relate, "team_title": _team, "follow_title": _follow_up}
    for title, act in acts.items():
        with st.expander(visitor.say(f"rules.{title}"), icon=":material/add:"):
            said.append(act(visitor, visit, names))
    return " ".join(one for one in said if one)


def _one(visitor: Visitor, row: RelationRow, number: int) -> str:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_sentence(visitor, row), width="stretch")
        if not st.button(visitor.say("rules.forget"), key=f"board_forget_{number}"):
            return ""
    return _done(
        visitor,
        lambda session: visit_relations.unrelate_visits(session, actor=visitor.actor, ref=row.ref),
        lambda: visitor.say("rules.saved"),
    )


def _sentence(visitor: Visitor, row: RelationRow) -> str:
    """'Bakker, Smit: one after the other · after 1 d · the same technician'."""
    say = visitor.say
    who = ", ".join(f"{customer} ({ref})" for ref, customer in row.visits)
    parts = [f"**{plain.text(who)}**: {say(f'rules.kind_{row.kind}')}"]
    if row.min_gap_min:
        parts.append(say("rules.after_gap", least=visitor.formats.minutes(row.min_gap_min * 60)))
    if row.max_gap_min is not None:
        parts.append(say("rules.up_to", most=visitor.formats.minutes(row.max_gap_min * 60)))
    if row.technician is not WhoElse.ANY:
        parts.append(say(f"rules.who_else_{row.technician}"))
    return " · ".join(parts)


def _relate(visitor: Visitor, visit: str, names: dict[str, str]) -> str:
    say, kinds = visitor.say, list[RelationKind](RelationKind)
    kind = st.selectbox(
        say("rules.kind"),
        kinds,
        format_func=lambda one: say(f"rules.kind_{one}"),
        key="board_relate_kind",
    )
    with st.form("board_relate", border=False):
        others = st.multiselect(
            say("rules.others"),
            [ref for ref in names if ref != visit],
            format_func=lambda ref: names.get(ref, ref),
            placeholder=say("rules.others_hint"),
            key="board_relate_others",
        )
        first, tolerance = True, 0
        gap: Callable[[], Gap] = Gap
        if kind in (RelationKind.AFTER, RelationKind.IN_ORDER):
            first = st.toggle(say("rules.this_first"), value=True, key="board_relate_first")
        if kind is RelationKind.TOGETHER:
            tolerance = st.number_input(say("rules.tolerance"), 0, 1440, 0, key="board_relate_by")
        if kind is RelationKind.AFTER:
            gap = _gap(visitor, "board_relate")
        if not st.form_submit_button(say("rules.relate"), key="board_relate_now"):
            return ""
    visits = [visit, *others] if first else [*others, visit]
    return _tied(visitor, kind, visits, gap, tolerance)


def _tied(
    visitor: Visitor, kind: RelationKind, visits: list[str], gap: Callable[[], Gap], tolerance: int
) -> str:
    def call(session: Session) -> None:
        visit_relations.relate_visits(
            session,
            actor=visitor.actor,
            ref=f"{kind} {' '.join(visits)}"[:80],
            kind=kind,
            visits=visits,
            gap=gap(),
            tolerance_min=tolerance,
        )

    return _done(visitor, call, lambda: visitor.say("rules.saved"))


def _gap(visitor: Visitor, key: str) -> Callable[[], Gap]:
    """Fields of how much later, and who; the gap is made, and refused, when it is asked for."""
    say = visitor.say
    moments, people = [GapFrom.END, GapFrom.START], list[WhoElse](WhoElse)
    left, right = st.columns(2, gap="small")
    with left:
        least = st.number_input(say("rules.gap_least"), 0, LONGEST_GAP, 0, key=f"{key}_least")
        counted = st.selectbox(
            say("rules.gap_from"),
            moments,
            format_func=lambda one: say(f"rules.gap_from_{one}"),
            key=f"{key}_from",
        )
    with right:
        most = st.number_input(say("rules.gap_most"), 0, LONGEST_GAP, None, key=f"{key}_most")
        who = st.selectbox(
            say("rules.who_else"),
            people,
            format_func=lambda one: say(f"rules.who_else_{one}"),
            key=f"{key}_who",
        )
    return lambda: Gap(least, most, counted, who)


def _team(visitor: Visitor, visit: str, names: dict[str, str]) -> str:
    say = visitor.say
    with st.form("board_team", border=False):
        size = st.number_input(say("rules.team_of"), 2, LARGEST_TEAM, 2, key="board_team_size")
        if not st.form_submit_button(say("rules.send_team"), key="board_team_now"):
            return ""
    made: list[str] = []

    def call(session: Session) -> None:
        others = visit_relations.send_team(
            session, actor=visitor.actor, visit_ref=visit, size=size, now=visitor.now
        )
        made.extend(other.ref for other in others)

    return _done(visitor, call, lambda: say("rules.team_sent", visits=", ".join(made)))


def _follow_up(visitor: Visitor, visit: str, names: dict[str, str]) -> str:
    say = visitor.say
    with st.form("board_follow", border=False):
        minutes = st.number_input(
            say("rules.follow_minutes"), 1, 1440, None, key="board_follow_minutes"
        )
        note = st.text_input(say("rules.follow_note"), key="board_follow_note")
        gap = _gap(visitor, "board_follow")
        if not st.form_submit_button(say("rules.follow_up"), key="board_follow_now"):
            return ""
    made: list[str] = []

    def call(session: Session) -> None:
        further = visit_relations.follow_up(
            session,
            actor=visitor.actor,
            visit_ref=visit,
            gap=gap(),
            now=visitor.now,
            duration_s=None if minutes is None else minutes * 60,
            note=note,
        )
        made.append(further.ref)

    return _done(visitor, call, lambda: say("rules.followed", visit=made[0]))


def _done(visitor: Visitor, call: Callable[[Session], object], said: Callable[[], str]) -> str:
    try:
        with visitor.transaction() as session:
            call(session)
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return ""
    return said()
