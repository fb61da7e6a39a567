"""Where an administrator begins: what the company has, and what its first plan still needs."""

from dataclasses import dataclass

import streamlit as st

from dashboard import theme
from dashboard.visitor import Visitor
from dispatch.import_templates import template
from dispatch.queries.first_steps import FirstSteps, first_steps

_WIDTH = 760


@dataclass(frozen=True)
class Step:
    """One step towards the first plan; texts are `home.<name>_title` and `home.<name>_text`."""

    name: str
    count: int
    files: tuple[str, ...] = ()


def show(visitor: Visitor) -> None:
    with visitor.reading() as session:
        found = first_steps(session, actor=visitor.actor)
    steps = _steps(found)
    missing = [step for step in steps if not step.count]
    lead = "home.lead_ready" if not missing else "home.lead_new"
    theme.page_header(visitor.say("home.title"), visitor.say(lead))
    for number, step in enumerate(steps, start=1):
        _show(visitor, number, step, first=bool(missing) and step is missing[0])
    if found.unlocated:
        st.warning(visitor.say("home.unlocated", count=found.unlocated), icon=":material/map:")


def _steps(found: FirstSteps) -> tuple[Step, ...]:
    return (
        Step(
            "rates",
            found.work_types if found.rate_cards else 0,
            ("skills", "work_types", "rate_cards"),
        ),
        Step("technicians", found.technicians, ("technicians", "shift_patterns")),
        Step("sites", found.sites, ("customers", "sites", "devices")),
        Step("users", max(0, found.users - 1)),
        Step("cases", found.cases, ("cases",)),
        Step("plan", found.plans),
    )


def _show(visitor: Visitor, number: int, step: Step, *, first: bool) -> None:
    say = visitor.say
    with st.container(border=True, width=_WIDTH, key=f"home_{step.name}"):
        done = ":green[✓]" if step.count else f"**{number}**"
        title = say(f"home.{step.name}_title")
        have = say("home.have", count=visitor.formats.number(step.count)) if step.count else ""
        have = have.replace(" ", "\N{NO-BREAK SPACE}")
        st.markdown(
            f"{done} &nbsp; **{title}** &nbsp; :gray[{have}]"
            if have
            else f"{done} &nbsp; **{title}**"
        )
        if step.count and not first:
            return
        st.caption(say(f"home.{step.name}_text"))
        if step.files:
            _templates(visitor, step)


def _templates(visitor: Visitor, step: Step) -> None:
    with st.container(horizontal=True):
        for file in step.files:
            st.download_button(
                visitor.say("home.template", file=f"{file}.csv"),
                template(file),
                file_name=f"{file}.csv",
                mime="text/csv",
                key=f"home_template_{file}",
            )
    st.code(f"dispatch import {step.files[0]}.csv", language=None)
