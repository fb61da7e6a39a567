"""A company in which every text that people can write is fifty script payloads, and a watch
over the pages that show it."""

from datetime import timedelta

import sqlalchemy as sa
from playwright.sync_api import Page, Request
from sqlalchemy.orm import Session

from dispatch import clock, models, sign_in
from dispatch.roles import SYSTEM
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel
from tests.dashboard.payloads import PAYLOADS
from tests.dashboard.screens.costs_company import ended_visits
from tests.dashboard.upcoming import add_visits, plan_by_hand
from tests.dispatch.company import a_case, a_visit
from tests.dispatch.published import a_published_route

PICTURE = "![x](https://evil.example/x.png) [x](https://evil.example)"
HOSTILE = " ".join([*PAYLOADS, PICTURE])

IN_A_REF = "<img src=x onerror=window.hacked=1> ![x](//evil.example/x)"
"""Refs are the company's own words too, of at most 80 characters."""

_OURS = {
    *("account", "token_hash", "password_hash", "password_mark", "basis", "digest", "entity"),
    *("from_status", "to_status", "status", "outcome", "currency", "unit", "reason_code"),
    *("precision", "opening_hours", "price_class", "shift_ref", "country", "provider", "service"),
    *("cost_lines.kind", "unassigned_visits.reason", "cost_lines.source", "plans.policy"),
}
"""Columns that hold a word of the product, not of a person; screens look up texts by them."""


def a_hostile_company(session: Session) -> None:
    """Over the staffed company: cases to work on, a draft of the next day, a published route of
    Tom's, and ended visits for finance.
    """
    now = clock.utc_now()
    ended_visits(session)
    _a_long_case(session)
    due = now + timedelta(hours=4)
    a_case(session, "C2", opened_at=now, response_due=due, fix_due=due)
    a_published_route(session, [a_visit(session, "P-1"), a_visit(session, "P-2")], "tom")
    upcoming = [_renamed(session, ref) for ref in add_visits(session, 4, minutes=60)]
    write_everywhere(session)
    plan_by_hand(session, {"noor": upcoming[:2], "tom": upcoming[2:3]})
    session.query(models.Case).update({"ref": models.Case.ref + " " + IN_A_REF})
    write_everywhere(session)
    sign_in.add_demo_account(session, actor=SYSTEM, name="sam")


def _a_long_case(session: Session) -> None:
    """C1: tried twice and waived, due first."""
    now = clock.utc_now()
    due = now + timedelta(hours=1)
    case = a_case(session, "C1", opened_at=now, response_due=due, fix_due=due)
    case.attempts += [
        models.Attempt(
            channel=channel,
            by="sam",
            started_at=now,
            minutes=5,
            outcome=AttemptOutcome.NO_ANSWER,
            transcript="said",
        )
        for channel in (Channel.HOTLINE, Channel.CHAT)
    ]
    case.status = CaseStatus.OPEN
    session.flush()


def _renamed(session: Session, ref: str) -> str:
    visit = session.query(models.Visit).filter_by(ref=ref).one()
    visit.ref = f"{ref} {IN_A_REF}"
    session.flush()
    return visit.ref


def write_everywhere(session: Session) -> None:
    """The payloads into every text that a person or an import may write."""
    for table in models.Base.metadata.sorted_tables:
        for column in table.columns:
            if _is_a_persons_word(column):
                session.execute(sa.update(table).values({column: HOSTILE}))
    session.expire_all()


def _is_a_persons_word(column: sa.Column[object]) -> bool:
    text = isinstance(column.type, sa.String | sa.types.TypeDecorator)
    text = text and column.type.python_type is str and not isinstance(column.type, sa.Enum)
    names = {column.name, f"{column.table.name}.{column.name}"}
    key = column.unique or column.primary_key or column.name.endswith("_json")
    return text and not key and not names & _OURS


def watch(page: Page, address: str) -> list[str]:
    """What goes wrong from now on: requests to others, dialogs, scripts that fail."""
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((address, f"blob:{address}", "data:")):
            wrong.append(f"asked {request.url}")

    def foreign_socket(url: str) -> None:
        if not url.startswith(address.replace("http", "ws")):
            wrong.append(f"asked {url}")

    page.on("request", asked)
    page.on("websocket", lambda socket: foreign_socket(socket.url))
    page.on("dialog", lambda dialog: (wrong.append(f"said {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"failed {error}"))
    return wrong


def planted(page: Page) -> list[str]:
    """What text became a part of the page, in every frame and shadow, or has run."""
    return [found for frame in page.frames for found in frame.evaluate(_PLANTED)]


_PLANTED = r"""() => {
  const found = window.hacked === undefined ? [] : ["ran"];
  const bad = /hacked|evil\.example/;
  const leads = /^\s*(javascript|vbscript|data:text):?|^\s*(https?:)?\/\/evil/i;
  const loads = /^(src|srcdoc|data|content|formaction)$/;
  const strange = "script, style, iframe, object, embed, base, isindex, marquee, meta, template";
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      const name = one.localName;
      for (const { name: key, value } of one.attributes) {
        const acts = /^on/.test(key) || loads.test(key) ? bad.test(value) : false;
        const goes = /^(href|action|xlink:href)$/.test(key) && leads.test(value);
        if (acts || goes) found.push(`${name} ${key}=${value}`);
      }
      if (one.matches(strange) && bad.test(one.textContent)) found.push(name);
      if (name === "img" && /^x/.test(one.getAttribute("src") ?? "")) found.push("img src=x");
      if (one.shadowRoot) look(one.shadowRoot);
    }
  };
  look(document);
  return found;
}"""
