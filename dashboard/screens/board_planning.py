"""Planning from the board: the menu, live progress, cancel, use the best so far."""

from datetime import date
from decimal import Decimal

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import plain
from dashboard.screens import board_precheck
from dashboard.screens.board_state import BoardState
from dashboard.visitor import Visitor
from dispatch.errors import DispatchError
from dispatch.planning_desk import DESK, Job, JobState
from dispatch.policy_names import NAMES
from dispatch.solver_jobs import Limits

HORIZONS = (1, 2, 5, 7)
SECONDS = (5, 10, 20, 60, 300)
_SEEN = "board_job"
BUSY = (JobState.QUEUED, JobState.RUNNING)


@st.fragment
def plan_menu(visitor: Visitor, state: BoardState) -> None:
    """Day or horizon, how long, what counts most; `p` on the board starts as usual.

    Opening it looks for visits that no plan can serve, before anything is searched.
    """
    menu = st.popover(visitor.say("board.plan_menu"), key="board_plan_menu", on_change="rerun")
    with menu:
        names = {days: visitor.say(f"board.horizon_{days}") for days in HORIZONS}
        days = st.segmented_control(
            visitor.say("board.horizon"),
            HORIZONS,
            default=1,
            format_func=names.__getitem__,
            key="board_horizon",
        )
        usual = round(visitor.settings.search_seconds)
        seconds = st.segmented_control(
            visitor.say("board.seconds"),
            sorted({*SECONDS, usual}),
            default=usual,
            format_func=lambda seconds: (
                visitor.formats.minutes(seconds)
                if seconds >= 60
                else visitor.say("board.seconds_short", seconds=seconds)
            ),
            key="board_seconds",
        )
        policy = _policy(visitor)
        st.caption(visitor.say("board.plan_hint"))
        if menu.open:
            board_precheck.show_impossible(visitor, state.day, days or 1)
        if st.button(visitor.say("board.plan_now"), type="primary", key="board_plan_now"):
            start(visitor, state, days=days or 1, seconds=seconds or usual, policy=policy)
            st.rerun()


def _policy(visitor: Visitor) -> str | None:
    """What counts most today, with one sentence on each choice."""
    names = {name: visitor.say(f"plans.policy_{key_of(name)}") for name in NAMES}
    chosen = st.segmented_control(
        visitor.say("plans.policy"),
        NAMES,
        default=NAMES[0],
        format_func=names.__getitem__,
        key="board_policy",
    )
    st.caption(visitor.say(f"plans.policy_{key_of(chosen or NAMES[0])}_means"))
    return chosen


def key_of(policy: str) -> str:
    """The policy's name as part of a text's key."""
    return policy.replace(" ", "_")


def start(
    visitor: Visitor,
    state: BoardState,
    *,
    days: int = 1,
    seconds: float | None = None,
    policy: str | None = None,
) -> None:
    """Begin planning the shown day in the background."""
    try:
        st.session_state[_SEEN] = DESK.start_planning(
            visitor.engine,
            visitor.settings,
            actor=visitor.actor,
            first_day=state.day,
            days=days,
            limits=Limits(seconds=seconds or visitor.settings.search_seconds),
            now=visitor.now,
            policy=policy,
        )
    except DispatchError as refused:
        state.tell(visitor.tell(refused), "error")


def job_of(visitor: Visitor, day: date) -> Job | None:
    """The newest job that plans that day."""
    jobs = DESK.jobs(actor=visitor.actor)
    return next((job for job in jobs if 0 <= (day - job.first_day).days < job.days), None)


def take_note(visitor: Visitor, state: BoardState) -> None:
    """Before the board is read: a job that was begun here or seen running may be over."""
    job = job_of(visitor, state.day)
    if job is None:
        return
    if job.state in BUSY:
        st.session_state[_SEEN] = job.id
    elif st.session_state.get(_SEEN) == job.id:
        del st.session_state[_SEEN]
        _ended(visitor, state, job)


def is_busy(visitor: Visitor, state: BoardState) -> bool:
    job = job_of(visitor, state.day)
    return job is not None and job.state in BUSY


@st.fragment(run_every=1.0)
def show_progress(visitor: Visitor, state: BoardState) -> None:
    """Seconds, the best cost as a falling line, visits placed; looks again every second.

    What came of it waits for a dialog to be closed: drawing that anew would close it for a moment.
    """
    job = job_of(visitor, state.day)
    if job is None or job.state not in BUSY:
        if not state.dialog:
            st.rerun(scope="app")
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="medium", key="board_progress"
    ):
        st.markdown(_status(visitor, job), width="stretch")
        if len(job.curve) > 1:
            st.altair_chart(_falling_line(job), width=130, height=28)
        if st.button(visitor.say("board.use_best"), disabled=not job.curve, key="board_use_best"):
            _cancel(visitor, state, job, keep_best=True)
        if st.button(visitor.say("board.cancel"), key="board_cancel"):
            _cancel(visitor, state, job, keep_best=False)


def _status(visitor: Visitor, job: Job) -> str:
    """'Planning: 4 of 20 s · best so far €6,214.00 … · 58 visits placed · best not proven'."""
    own = job.by == visitor.actor.name
    parts = [
        visitor.say(
            "board.planning",
            seconds=round(job.seconds),
            limit=round(job.limit_s or 0),
            by=plain.text(visitor.full_name if own and visitor.full_name else job.by),
        )
    ]
    if job.best_cents is not None:
        parts.append(visitor.say("board.best", amount=visitor.formats.cents(job.best_cents)))
        parts.append(visitor.say("board.placed_so_far", count=job.served))
    near = "plans.gap_not_proven"
    parts.append(visitor.say(near) if job.gap is None else how_good(visitor, job.gap))
    if job.message:
        parts.append(plain.text(visitor.tell(job.message)))
    if job.policy not in (None, NAMES[0]):
        parts.append(visitor.say(f"plans.policy_{key_of(job.policy)}"))
    return " · ".join(parts)


def how_good(visitor: Visitor, gap: float | None) -> str:
    """'at most 2.1% above the best possible', or that this is not proven."""
    if gap is None:
        return visitor.say("plans.not_proven")
    if gap <= 0:
        return visitor.say("plans.proven_best")
    share = visitor.formats.number(max(Decimal("0.1"), Decimal(gap * 100)), 1)
    return visitor.say("plans.proven", share=share)


def _falling_line(job: Job) -> alt.Chart:
    """Best cost over seconds, from the first plan to now."""
    points = [*job.curve, (job.seconds, job.curve[-1][1])]
    table = pd.DataFrame(points, columns=["seconds", "cents"])
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_line(interpolate="step-after", strokeWidth=1.5)
        .encode(
            x=alt.X("seconds:Q", axis=None),
            y=alt.Y("cents:Q", axis=None, scale=alt.Scale(zero=False)),
        )
    )
    return chart


def _cancel(visitor: Visitor, state: BoardState, job: Job, *, keep_best: bool) -> None:
    try:
        DESK.cancel(actor=visitor.actor, job_id=job.id, keep_best=keep_best)
    except DispatchError as refused:
        state.tell(visitor.tell(refused), "error")


def _ended(visitor: Visitor, state: BoardState, job: Job) -> None:
    state.forget()
    if job.state is JobState.DONE:
        state.plan_id = job.plan_id
        notices = " ".join(
            f"{notice[:1].upper()}{notice[1:]}." for notice in map(visitor.tell, job.notices)
        )
        state.tell(visitor.say("board.planned", number=job.plan_id, notices=notices).strip())
    elif job.state is JobState.FAILED:
        state.tell(visitor.say("board.planning_failed", reason=visitor.tell(job.message)), "error")
    else:
        state.tell(visitor.say("board.planning_cancelled"))
