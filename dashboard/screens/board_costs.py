"""What a plan costs, opened from its key figure: by rule, by technician, by customer."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import streamlit as st

from dashboard import plain
from dashboard.screens import costs_words
from dashboard.screens.board_state import BoardState
from dashboard.visitor import Visitor
from dispatch.errors import DispatchError
from dispatch.queries.board import Board
from dispatch.queries.plan_costs import CostLine, PlanCosts, VisitCost, plan_costs

VIEWS = ("rule", "technician", "customer")
WEIGHED = ("late", "left_out")
"""Lines that the key figure of the board does not hold: nobody pays them."""

Row = tuple[str, str, int]
"""A name, what it is made of, cents."""


def show_costs(visitor: Visitor, state: BoardState, board: Board) -> None:
    """The whole first; each view adds up to it."""
    found = _asked(visitor, board)
    if found is None:
        return
    say = visitor.say
    weighed = sum(line.cents for line in found.lines if line.line in WEIGHED)
    cost = visitor.formats.cents(found.cents - weighed)
    amount = visitor.formats.cents(found.cents)
    st.markdown(say("plans.costs_whole", amount=amount, cost=cost))
    view = st.segmented_control(
        say("plans.costs_view"),
        VIEWS,
        default=VIEWS[0],
        format_func=lambda name: say(f"plans.costs_by_{name}"),
        label_visibility="collapsed",
        key="board_costs_view",
    )
    with st.container(key="board_costs_tables"):
        if view == "technician":
            _by_technician(visitor, found, state.selected)
        elif view == "customer":
            _by_customer(visitor, found)
        else:
            _by_rule(visitor, found)


def _asked(visitor: Visitor, board: Board) -> PlanCosts | None:
    if board.shown is None:
        return None
    try:
        with visitor.reading() as session:
            return plan_costs(
                session,
                actor=visitor.actor,
                plan_id=board.shown.plan_id,
                settings=visitor.settings,
            )
    except DispatchError as refused:
        st.error(plain.text(visitor.tell(refused)))
        return None


def _by_rule(visitor: Visitor, found: PlanCosts) -> None:
    say = visitor.say
    rows = [
        (say(f"answers.line_{line.line}"), worth(visitor, line), line.cents) for line in found.lines
    ]
    _table(visitor, say("answers.column_rule"), rows, found.cents)


def _by_technician(visitor: Visitor, found: PlanCosts, selected: str | None) -> None:
    """Each route with its visits and what belongs to none of them; then what no route bears."""
    formats, say = visitor.formats, visitor.say
    for route in found.routes:
        label = say(
            "plans.costs_route",
            technician=plain.text(route.technician),
            day=formats.day(route.day),
            count=len(route.visits),
            amount=formats.cents(route.cents),
        )
        here = any(visit.visit_ref == selected for visit in route.visits)
        with st.expander(label, expanded=here):
            own = (say("plans.costs_own"), made_of(visitor, route.own), route.own_cents)
            rows = [*_visits(visitor, route.visits), own]
            _table(visitor, say("answers.column_customer"), rows, route.cents)
    cents = sum(out.cents for out in found.left_out) + sum(line.cents for line in found.plan)
    if found.left_out or found.plan:
        name = say("plans.costs_rest", amount=formats.cents(cents))
        with st.expander(name):
            rows = [*_visits(visitor, found.left_out), *_of_the_plan(visitor, found)]
            _table(visitor, say("answers.column_customer"), rows, cents)


def _by_customer(visitor: Visitor, found: PlanCosts) -> None:
    """All visits, dearest first; then what belongs to none of them."""
    visits = [visit for route in found.routes for visit in route.visits]
    rows = _visits(visitor, [*visits, *found.left_out])
    rows.sort(key=lambda row: -row[2])
    own = sum(route.own_cents for route in found.routes)
    rows.append((visitor.say("plans.costs_all_own"), "", own))
    rows += _of_the_plan(visitor, found)
    _table(visitor, visitor.say("answers.column_customer"), rows, found.cents)


def _visits(visitor: Visitor, visits: Iterable[VisitCost]) -> list[Row]:
    return [
        (plain.text(visit.customer), made_of(visitor, visit.lines), visit.cents) for visit in visits
    ]


def _of_the_plan(visitor: Visitor, found: PlanCosts) -> list[Row]:
    return [(visitor.say(f"answers.line_{line.line}"), "", line.cents) for line in found.plan]


def made_of(visitor: Visitor, lines: Sequence[CostLine]) -> str:
    """'Driving time 24 min × €41.50/h = €16.60 · Minimum charge €5.00'."""
    parts = []
    for line in lines:
        name, sum_of = visitor.say(f"answers.line_{line.line}"), worth(visitor, line)
        amount = visitor.formats.cents(line.cents)
        parts.append(f"{name} {sum_of} = {amount}" if sum_of else f"{name} {amount}")
    return " · ".join(parts)


def worth(visitor: Visitor, line: CostLine) -> str:
    """'24 min × €41.50/h', '412.3 km × €0.36/km', '9 h 10' at several rates, or nothing."""
    if not line.unit:
        return ""
    way = line.unit == "m"
    km = f"{visitor.formats.number(Decimal(line.quantity) / 1000, 1)} km"
    many = km if way else visitor.formats.minutes(line.quantity)
    if line.rate_cents is None:
        return visitor.say("plans.costs_rates", quantity=many)
    each = Decimal(line.rate_cents) / (10_000 if way else 100)
    return f"{many} × {costs_words.rate(visitor, each, line.unit)}"


def _table(visitor: Visitor, head: str, rows: Sequence[Row], cents: int) -> None:
    """The rows and their sum, which is what the caller says the whole is."""
    say, formats = visitor.say, visitor.formats
    detailed = any(made for _, made, _ in rows)
    table = []
    for name, made, part in [*rows, (f"**{say('answers.total')}**", "", cents)]:
        detail = {say("plans.costs_made_of"): made} if detailed else {}
        table.append({head: name} | detail | {say("answers.column_price"): formats.cents(part)})
    st.table(table, border="horizontal", hide_index=True)
