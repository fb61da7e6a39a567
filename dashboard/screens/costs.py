"""Cost review: a period against its plan and the one before, and the visits that stand out."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import streamlit as st

from dashboard import plain
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
        with _waiting(), visitor.transaction() as session:
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
        st.error(visitor.say("costs.refused", why=visitor.tell(wrong)))
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
        st.fragment(_review)(visitor, overview)


def _waiting() -> AbstractContextManager[object]:
    """The shape of the page while it is first added up; later the figures before stay."""
    if st.session_state.setdefault(address.key("seen"), False):
        return nullcontext()
    st.session_state[address.key("seen")] = True
    return st.skeleton(height=640)


def _head(visitor: Visitor, overview: Overview, period: address.Period) -> None:
    choices = {
        "technician": overview.technicians,
        "work_type": overview.work_types,
        "customer": overview.customers,
        "device_kind": overview.device_kinds,
    }
    with st.container(horizontal=True, vertical_alignment="center", key="costs_head"):
        _segments(visitor, "view", address.VIEWS)
        _period(visitor, period)
        chosen = [name for name in choices if address.value(name)]
        label = visitor.say("costs.filters_on" if chosen else "costs.filters", count=len(chosen))
        with st.popover(label, icon=":material/filter_list:"):
            for name, offered in choices.items():
                _narrow(visitor, name, offered)
            st.button(visitor.say("costs.clear"), key="costs_clear", on_click=address.clear)
    names = [
        next((one.name for one in choices[name] if one.ref == address.value(name)), "?")
        for name in chosen
    ]
    st.caption(_compared(visitor, overview, names))


def _compared(visitor: Visitor, overview: Overview, names: Sequence[str]) -> str:
    """Which days the figures are of, and of whom."""
    formats = visitor.formats
    this_year = overview.before_first_day.year == visitor.today.year
    day = formats.day if this_year else formats.long_day
    compared = visitor.say(
        "costs.compared",
        first=day(overview.first_day),
        last=day(overview.last_day),
        before_first=day(overview.before_first_day),
        before_last=day(overview.before_last_day),
    )
    if not names:
        return compared
    only = visitor.say("costs.narrowed", names=", ".join(map(plain.text, names)))
    return f"{compared} · {only}"


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
        on_change=address.remember,
        args=(name,),
    )


def _review(visitor: Visitor, overview: Overview) -> None:
    """Reruns by itself after each decision, which changes no figure of the page."""
    with visitor.transaction() as session:
        rows = cost_overview.as_reviewed(
            session, actor=visitor.actor, overview=overview, zone=visitor.settings.zone
        )
    queue = cost_overview.queue(rows, address.sift())
    undecided = [row for row in rows if row.status is CostStatus.PROPOSED]
    calm = [row for row in undecided if not row.stands_out]
    with st.container(horizontal=True, vertical_alignment="center", key="costs_sift"):
        _segments(visitor, "scope", address.SCOPES)
        _sift(visitor, "status", address.STATUSES)
        _sift(visitor, "flag", address.FLAGS)
        st.space("stretch")
        if calm and overview.may_decide:
            label = words.counted(visitor, "bulk", len(calm))
            if st.button(label, key="costs_bulk"):
                _ask_together(visitor, calm)
        show_export(visitor, overview, lambda: visits_table(visitor, queue), count=len(queue))
    amount = visitor.formats.money(cost_overview.total(queue))
    counted = words.counted(visitor, "queue_count", len(queue), amount=amount)
    st.caption(counted, help=visitor.say("costs.queue_rule"))
    listed = {row.visit_ref for row in queue}
    left = sum(row.visit_ref not in listed for row in undecided)
    show_desk(visitor, queue, undecided=left, may_decide=overview.may_decide)


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
        st.text(
            words.counted(
                visitor,
                "bulk_what",
                len(calm),
                amount=visitor.formats.money(cost_overview.total(calm)),
                difference=words.signed(visitor, cost_overview.total_difference(calm)),
            )
        )
        yes = words.counted(visitor, "bulk_yes", len(calm))
        if st.button(yes, type="primary", key="costs_bulk_yes"):
            read = [(row.visit_ref, row.version) for row in calm]
            st.session_state[MESSAGE] = decisions.approve_together(visitor, read)
            st.rerun()

    ask()


def _nothing(visitor: Visitor) -> None:
    narrowed = any(address.value(name) for name in address.NARROWING)
    with st.container(border=True, horizontal_alignment="center"):
        if narrowed:
            title = visitor.say("costs.empty_narrowed")
            st.markdown(f"**{title}**", text_alignment="center")
            clear = visitor.say("costs.clear")
            st.button(clear, key="costs_clear_all", type="primary", on_click=address.clear)
            return
        st.markdown(f"**{visitor.say('costs.empty_period')}**", text_alignment="center")
        st.caption(visitor.say("costs.empty_period_what"), text_alignment="center")
        if address.value("period") != "4w":
            st.button(
                visitor.say("costs.show_4w"),
                key="costs_show_4w",
                type="primary",
                on_click=address.choose,
                args=("period", "4w"),
            )
