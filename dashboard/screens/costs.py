"""Cost review: a period against its plan and the one before, and the visits that stand out."""

from collections.abc import Sequence

import streamlit as st

from dashboard.screens import costs_address as address
from dashboard.screens import costs_decisions as decisions
from dashboard.screens import costs_words as words
from dashboard.screens.costs_breakdown import show_breakdown
from dashboard.screens.costs_desk import MESSAGE, show_desk
from dashboard.screens.costs_export import show_export
from dashboard.screens.costs_figures import show_figures
from dashboard.screens.costs_tables import visits_table
from dashboard.screens.costs_trends import show_trends
from dashboard.visitor import Visitor
from dispatch.errors import BadValue, NotAllowed
from dispatch.queries import cost_overview
from dispatch.queries.cost_overview import Choice, CostRow, Overview
from dispatch.statuses import CostStatus


def show(visitor: Visitor) -> None:
    """The whole page; a reader without the role is told so and sees no figure."""
    period = address.period(visitor.today)
    try:
        with visitor.transaction() as session:
            overview = cost_overview.overview(
                session,
                actor=visitor.actor,
                first_day=period.first_day,
                last_day=period.last_day,
                narrowed=address.narrowed(),
                zone=visitor.settings.zone,
            )
    except NotAllowed:
        st.info(visitor.say("costs.no_entry"))
        return
    except BadValue as wrong:
        _period(visitor, period)
        st.error(visitor.say("costs.refused", why=wrong))
        return
    _head(visitor, overview, period)
    if not overview.rows:
        _nothing(visitor)
        return
    show_figures(visitor, overview)
    view = address.value("view", address.VIEWS)
    if view == "breakdown":
        show_breakdown(visitor, overview)
    elif view == "trends":
        show_trends(visitor, overview)
    else:
        _review(visitor, overview)


def _head(visitor: Visitor, overview: Overview, period: address.Period) -> None:
    formats = visitor.formats
    with st.container(horizontal=True, vertical_alignment="bottom", key="costs_head"):
        _period(visitor, period)
        for name, choices in (
            ("technician", overview.technicians),
            ("work_type", overview.work_types),
            ("customer", overview.customers),
            ("device_kind", overview.device_kinds),
        ):
            _narrow(visitor, name, choices)
        _segments(visitor, "view", address.VIEWS)
    st.caption(
        visitor.say(
            "costs.compared",
            first=formats.day(overview.first_day),
            last=formats.day(overview.last_day),
            before_first=formats.day(overview.before_first_day),
            before_last=formats.day(overview.before_last_day),
        )
    )


def _period(visitor: Visitor, period: address.Period) -> None:
    _segments(visitor, "period", address.PERIODS)
    if address.value("period", address.PERIODS) != "days":
        return
    st.session_state.setdefault(address.key("days"), (period.first_day, period.last_day))
    st.date_input(
        visitor.say("costs.days"),
        key=address.key("days"),
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        width=220,
        on_change=address.remember_days,
    )


def _segments(visitor: Visitor, name: str, options: Sequence[str]) -> None:
    address.value(name, tuple(options))
    st.segmented_control(
        visitor.say(f"costs.{name}"),
        options,
        format_func=lambda one: visitor.say(f"costs.{name}_{one}"),
        key=address.key(name),
        required=True,
        label_visibility="collapsed",
        width="content",
        on_change=address.remember,
        args=(name,),
    )


def _narrow(visitor: Visitor, name: str, choices: Sequence[Choice]) -> None:
    chosen = address.value(name)
    names = {choice.ref: choice.name for choice in choices}
    if chosen:
        names.setdefault(chosen, chosen)
    everybody = visitor.say(f"costs.all_{name}")
    st.selectbox(
        visitor.say(f"costs.{name}"),
        ("", *names),
        format_func=lambda ref: names.get(ref, everybody),
        key=address.key(name),
        label_visibility="collapsed",
        width=170,
        on_change=address.remember,
        args=(name,),
    )


def _review(visitor: Visitor, overview: Overview) -> None:
    queue = cost_overview.queue(overview.rows, address.sift())
    undecided = [row for row in overview.rows if row.status is CostStatus.PROPOSED]
    calm = [row for row in undecided if not row.stands_out]
    with st.container(horizontal=True, vertical_alignment="center", key="costs_sift"):
        _segments(visitor, "scope", address.SCOPES)
        _sift(visitor, "status", address.STATUSES)
        _sift(visitor, "flag", address.FLAGS)
        st.space("stretch")
        if calm and overview.may_decide:
            label = visitor.say("costs.bulk", count=len(calm))
            if st.button(label, key="costs_bulk"):
                _ask_together(visitor, calm)
        show_export(
            visitor,
            visits_table(visitor, queue),
            first_day=overview.first_day,
            last_day=overview.last_day,
        )
    total = sum((row.actual for row in queue), start=overview.now.actual * 0)
    counted = visitor.say(
        "costs.queue_count", count=len(queue), amount=visitor.formats.money(total)
    )
    st.caption(f"{counted} · {visitor.say('costs.keys')}", help=visitor.say("costs.queue_rule"))
    st.fragment(show_desk)(visitor, queue, len(undecided))


def _sift(visitor: Visitor, name: str, options: Sequence[str]) -> None:
    address.value(name, tuple(options))
    st.selectbox(
        visitor.say(f"costs.{name}"),
        options,
        format_func=lambda one: visitor.say(f"costs.{name}_{one or 'all'}"),
        key=address.key(name),
        label_visibility="collapsed",
        width=170,
        on_change=address.remember,
        args=(name,),
    )


def _ask_together(visitor: Visitor, calm: Sequence[CostRow]) -> None:
    @st.dialog(visitor.say("costs.bulk_title"))
    def ask() -> None:
        total = sum((row.actual for row in calm[1:]), start=calm[0].actual)
        difference = sum((row.difference for row in calm[1:]), start=calm[0].difference)
        st.text(
            visitor.say(
                "costs.bulk_what",
                count=len(calm),
                amount=visitor.formats.money(total),
                difference=words.signed(visitor, difference),
            )
        )
        yes = visitor.say("costs.bulk_yes", count=len(calm))
        if st.button(yes, type="primary", key="costs_bulk_yes"):
            read = [(row.visit_ref, row.version) for row in calm]
            st.session_state[MESSAGE] = decisions.approve_together(visitor, read)
            st.rerun()

    ask()


def _nothing(visitor: Visitor) -> None:
    narrowed = any(address.value(name) for name in address.NARROWING)
    title = visitor.say("costs.empty_narrowed" if narrowed else "costs.empty_period")
    with st.container(border=True, horizontal_alignment="center"):
        st.markdown(f"**{title}**")
        if narrowed:
            st.button(visitor.say("costs.clear"), key="costs_clear", on_click=address.clear)
        else:
            st.write(visitor.say("costs.empty_period_what"))
