"""The team: what planning knows of technicians, of sites and of kinds of work, to be changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import plain, theme
from dashboard.screens import rule_fields, rule_form, team_parts
from dashboard.screens.rule_fields import GROUPS, NEW, Choices
from dashboard.screens.rule_form import Form
from dashboard.screens.team_parts import done, say_what_was_done
from dashboard.visitor import Visitor
from dispatch import records
from dispatch.database import Session
from dispatch.errors import NotFound
from dispatch.queries import records as reading
from dispatch.queries.records import TeamRow
from dispatch.roles import require
from dispatch.statuses import Role

KINDS = ("technicians", "sites", "work_types", "skills", "depots", "agreements")
KIND, CHOSEN, TABLE, SEARCH, LEFT_TOO = (
    f"team_{name}" for name in ("kind", "chosen", "table", "search", "left_too")
)
ADDING = "+"
"""Chosen when a new row is entered; no ref can be that, as the forms' own word for it."""

Listed = Sequence[tuple[str, Mapping[str, str]]]
"""Ref and shown columns of each row of the list."""


def show(visitor: Visitor) -> None:
    require(visitor.actor, Role.DISPATCHER)
    with visitor.reading() as session:
        people = reading.team(session, actor=visitor.actor, today=visitor.today)
    active = sum(row.active for row in people)
    theme.page_header(visitor.say("team.title"), visitor.say("team.lead", active=active))
    say_what_was_done(visitor)
    kind = _kind(visitor)
    left, right = st.columns([38, 62], gap="medium")
    with left:
        _list(visitor, kind, people)
    with right:
        _chosen(visitor, kind)


def _kind(visitor: Visitor) -> str:
    if KIND not in st.session_state:
        asked = st.query_params.get("of", "")
        st.session_state[KIND] = asked if asked in KINDS else KINDS[0]
        st.session_state[CHOSEN] = st.query_params.get("who", "")
    kind = st.segmented_control(
        visitor.say("team.what"),
        KINDS,
        format_func=lambda name: visitor.say(f"team.what_{name}"),
        key=KIND,
        on_change=_choose,
        args=("",),
        label_visibility="collapsed",
    )
    st.query_params["of"] = kind or KINDS[0]
    return kind or KINDS[0]


def _choose(ref: str) -> None:
    st.session_state[CHOSEN] = ref
    st.query_params["who"] = ref


def _list(visitor: Visitor, kind: str, people: Sequence[TeamRow]) -> None:
    say = visitor.say
    words = st.text_input(say("team.search"), key=SEARCH, placeholder=say("team.search_hint"))
    if kind == "technicians":
        left_too = st.checkbox(say("team.left_too"), key=LEFT_TOO)
        rows = _people(visitor, [row for row in people if row.active or left_too])
    else:
        rows = _others(visitor, kind)
    found = [row for row in rows if words.lower() in " ".join(row[1].values()).lower()]
    if found:
        _table(found, f"{TABLE}_{kind}")
    else:
        st.caption(say("team.nobody" if words else "team.none_yet"))
    if kind in NEW and st.button(say(f"team.add_{kind}"), key="team_add", icon=":material/add:"):
        _choose(ADDING)


def _people(visitor: Visitor, people: Sequence[TeamRow]) -> Listed:
    say = visitor.say
    return [
        (
            row.ref,
            {
                say("team.name"): row.name,
                say("team.town"): row.town,
                say("team.hours"): visitor.formats.minutes(row.week_min * 60),
                say("team.state"): _state(visitor, row),
                say("team.skills"): ", ".join(row.skills),
            },
        )
        for row in people
    ]


def _state(visitor: Visitor, row: TeamRow) -> str:
    if not row.active:
        return visitor.say("team.state_left")
    if row.away_until:
        return visitor.say("team.state_away", day=visitor.formats.day(row.away_until))
    return visitor.say("team.state_active")


def _others(visitor: Visitor, kind: str) -> Listed:
    with visitor.reading() as session:
        names = reading.choices(session, actor=visitor.actor, name=kind)
    say = visitor.say
    return [(ref, {say("team.name"): name, say("team.ref"): ref}) for ref, name in names.items()]


def _table(rows: Listed, key: str) -> None:
    def choose() -> None:
        state: Any = st.session_state
        picked = state[key].selection.rows
        if picked:
            _choose(rows[picked[0]][0])

    st.dataframe(
        [shown for _, shown in rows],
        hide_index=True,
        on_select=choose,
        selection_mode="single-row",
        key=key,
        height="content" if len(rows) < 12 else 440,
    )


def _chosen(visitor: Visitor, kind: str) -> None:
    chosen = st.session_state.get(CHOSEN, "")
    with st.container(border=True):
        if chosen == ADDING:
            _adding(visitor, kind)
            return
        if not chosen:
            st.caption(visitor.say("team.choose"))
            return
        key = {"ref": chosen}
        facts: dict[str, Any] = {"actor": visitor.actor, "settings": visitor.settings}
        try:
            with visitor.reading() as session:
                cells = reading.record(session, name=kind, key=key, **facts)
        except NotFound as gone:
            st.info(plain.text(visitor.tell(gone)))
            return
        _record(visitor, kind, key, cells)


def _record(visitor: Visitor, kind: str, key: Mapping[str, str], cells: Mapping[str, str]) -> None:
    choices = rule_fields.choices_for(visitor)
    name = choices(kind).get(key["ref"], key["ref"])
    st.subheader(plain.text(name), anchor=False)
    groups = GROUPS[kind]
    tabs = st.tabs([visitor.say(f"rules.group_{group}") for group in groups])
    for tab, (group, columns) in zip(tabs, groups.items(), strict=True):
        with tab:
            if columns:
                _group(visitor, kind, key, cells, group, name, choices)
            team_parts.show(visitor, kind, group, key["ref"], choices)


def _group(
    visitor: Visitor,
    kind: str,
    key: Mapping[str, str],
    cells: Mapping[str, str],
    group: str,
    name: str,
    choices: Choices,
) -> None:
    def save(session: Session, changed: Mapping[str, str], seen: Mapping[str, str]) -> None:
        records.change_record(
            session,
            actor=visitor.actor,
            name=kind,
            key=key,
            cells=changed,
            seen=seen,
            settings=visitor.settings,
        )

    prefix = f"team_{kind}_{key['ref']}_{group}"
    asked = {group: GROUPS[kind][group]}
    form = Form(prefix, kind, asked, cells, save, visitor.say("rules.save"))
    if rule_form.show(visitor, form, choices):
        done(visitor.say("team.saved", name=plain.text(name)))


def _adding(visitor: Visitor, kind: str) -> None:
    added: dict[str, str] = {}

    def save(session: Session, cells: Mapping[str, str], _seen: Mapping[str, str]) -> None:
        records.add_record(
            session, actor=visitor.actor, name=kind, cells=cells, settings=visitor.settings
        )
        added.update(cells)

    st.subheader(visitor.say(f"team.add_{kind}"), anchor=False)
    button = visitor.say("team.add_button")
    form = Form(f"team_new_{kind}", kind, {"new": NEW[kind]}, {}, save, button, all_cells=True)
    if rule_form.show(visitor, form, rule_fields.choices_for(visitor)):
        _choose(added["ref"].strip())
        done(visitor.say("team.added", name=plain.text(added["name"])))
    if st.button(visitor.say("team.cancel"), key="team_cancel"):
        _choose("")
        st.rerun()
