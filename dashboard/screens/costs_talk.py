"""What was said and done in the case of a visit, read beside its receipt."""

from urllib.parse import quote

import streamlit as st

from dashboard import access, plain
from dashboard.screens import case_desk_words
from dashboard.visitor import Visitor
from dispatch.queries.case_events import Event, EventKind
from dispatch.queries.case_story import CaseStory, case_story
from dispatch.statuses import VisitOutcome

_OUTCOMES = frozenset(VisitOutcome)

ASKED = "costs_talk"
"""The case that somebody wants to read, until it is shown."""


def show_asked(visitor: Visitor) -> None:
    """The conversation in a dialog, if it was just asked for."""
    case_ref = st.session_state.pop(ASKED, "")
    if not case_ref:
        return
    with visitor.transaction() as session:
        story = case_story(
            session,
            actor=visitor.actor,
            case_ref=case_ref,
            now=visitor.now,
            zone=visitor.settings.zone,
            currency=visitor.settings.currency,
        )

    title = visitor.say("costs.conversation_of", case=plain.text(case_ref))

    @st.dialog(title, width="large")
    def talk() -> None:
        _draw(visitor, story)

    talk()


def _draw(visitor: Visitor, story: CaseStory) -> None:
    st.text(f"{story.customer} · {story.address}")
    for event in story.events:
        st.caption(heading(visitor, event))
        if event.text:
            st.text(written(visitor, event))
    if any(page.name == "cases" for page in access.pages_of(visitor.actor.role)):
        label = visitor.say("costs.to_case_desk")
        st.link_button(label, f"/cases?case={quote(story.case_ref)}")


def heading(visitor: Visitor, event: Event) -> str:
    """When, what and who, as Markdown that names cannot break out of."""
    said = f"{visitor.formats.moment(event.at)} · {case_desk_words.event(visitor, event)}"
    return plain.text(f"{said} · {visitor.called(event.by)}" if event.by else said)


def written(visitor: Visitor, event: Event) -> str:
    """As it was written; a visit's outcome and factors, kept as codes, in words."""
    told = visitor.tell(event.text)
    lines = told.splitlines() if event.kind is EventKind.VISIT_STATUS else []
    spoken = [
        visitor.say(f"costs.outcome_{one}") if one in _OUTCOMES else visitor.factor(one)
        for one in lines
    ]
    return "\n".join(spoken) or told
