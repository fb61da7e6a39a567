"""Full-text search over what customers and support said, reported symptoms, and findings."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    column,
    desc,
    false,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from dispatch.models import Attempt, Case, Customer, Site, Technician, Visit
from dispatch.people import full_names
from dispatch.roles import Actor, require
from dispatch.statuses import CaseStatus, Role

MAX_WORDS = 20
LONGEST_WORD = 400
SNIPPET_CHARACTERS = 160

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True)
class Hit:
    """One text in which all words occur. `where` is attempt, symptom or findings.

    `snippet` is plain text with the words marked « »; a higher `rank` fits better, comparable
    only within one answer.
    """

    case_ref: str
    customer: str
    town: str
    where: str
    at: datetime
    by: str
    snippet: str
    case_status: CaseStatus
    rank: float


def search(session: Session, *, actor: Actor, words: str, limit: int = 50) -> list[Hit]:
    """Texts that contain all the words, the best first; the last word may be a beginning.

    Case, accents and punctuation do not count; past 20 words the rest is ignored, and nothing
    has a word of more than 400 characters. Technicians find only cases they have a visit of.
    """
    require(actor, *Role)
    wanted = _tokens(words)[:MAX_WORDS]
    if not wanted or limit < 1 or max(map(len, wanted)) > LONGEST_WORD:
        return []
    hits = [
        Hit(ref, name, town, where, at, by or "", snippet(body, wanted), status, float(rank))
        for where, statement in _statements(session, actor, wanted, limit)
        for ref, at, by, body, status, rank, name, town in session.execute(
            statement.add_columns(Customer.name, Site.town)
            .join(Site, Site.id == Case.site_id)
            .join(Customer, Customer.id == Site.customer_id)
        )
    ]
    best = sorted(hits, key=lambda hit: (hit.rank, hit.at), reverse=True)[:limit]
    called = full_names(session, (hit.by for hit in best))
    return [replace(hit, by=called[hit.by]) for hit in best]


def snippet(body: str, wanted: Sequence[str]) -> str:
    """About 160 characters of `body` from shortly before the first hit, each hit in « »."""
    body = " ".join(body.split())
    hits = [found for found in _WORD.finditer(body) if _is_hit(_fold(found.group()), wanted)]
    first = hits[0].start() if hits else 0
    begin = body.rfind(" ", 0, max(first - SNIPPET_CHARACTERS // 4, 0)) + 1
    end = min(begin + SNIPPET_CHARACTERS, len(body))
    shown, at = "", begin
    for hit in hits:
        if hit.end() <= end:
            shown += f"{body[at : hit.start()]}«{hit.group()}»"
            at = hit.end()
    return ("… " if begin else "") + shown + body[at:end] + (" …" if end < len(body) else "")


def mark(body: str, words: str) -> str:
    """The whole of `body`, each word of `words` that occurs in it in « »."""
    wanted = _tokens(words)[:MAX_WORDS]
    if not wanted:
        return body
    return _WORD.sub(
        lambda word: f"«{word[0]}»" if _is_hit(_fold(word[0]), wanted) else word[0], body
    )


def _statements(
    session: Session, actor: Actor, wanted: Sequence[str], limit: int
) -> list[tuple[str, Select[Any]]]:
    match = _match_postgresql if session.get_bind().dialect.name == "postgresql" else _match_sqlite
    heard, told, found = (
        match(source, wanted, _allowed(actor, case_id), limit)
        for source, case_id in (
            (Attempt.transcript, Attempt.case_id),
            (Case.symptom, Case.id),
            (Visit.findings, Visit.case_id),
        )
    )
    ended = func.coalesce(Visit.actual_end, Visit.actual_arrival, Visit.created_at)
    return [
        (
            "attempt",
            select(Case.ref, Attempt.started_at, Attempt.by, Attempt.transcript, Case.status)
            .add_columns(heard.c.rank)
            .join(Attempt, Attempt.case_id == Case.id)
            .join(heard, heard.c.id == Attempt.id),
        ),
        (
            "symptom",
            select(Case.ref, Case.opened_at, Case.opened_by, Case.symptom, Case.status)
            .add_columns(told.c.rank)
            .join(told, told.c.id == Case.id),
        ),
        (
            "findings",
            select(Case.ref, ended, Technician.name, Visit.findings, Case.status)
            .add_columns(found.c.rank)
            .join(Visit, Visit.case_id == Case.id)
            .join(found, found.c.id == Visit.id)
            .outerjoin(Technician, Technician.id == Visit.planned_technician_id),
        ),
    ]


def _match_sqlite(
    source: InstrumentedAttribute[str],
    wanted: Sequence[str],
    allowed: ColumnElement[bool] | None,
    limit: int,
) -> Subquery:
    """Ids and ranks of the best matches. FTS5's own rank is smaller for better ones."""
    owner = source.class_.__table__
    index = table(f"{owner.name}_search", column("rowid"), column("rank"))
    query = " ".join(f'"{word}"' for word in wanted) + "*"
    found = select(index.c.rowid.label("id"), (-index.c.rank).label("rank")).where(
        text(f"{index.name} MATCH :words").bindparams(words=query)
    )
    if allowed is not None:
        found = found.join(owner, owner.c.id == index.c.rowid).where(allowed)
    return found.order_by(index.c.rank).limit(limit).subquery()


def _match_postgresql(
    source: InstrumentedAttribute[str],
    wanted: Sequence[str],
    allowed: ColumnElement[bool] | None,
    limit: int,
) -> Subquery:
    """Ids and ranks of the best matches, by the generated column beside the text."""
    owner = source.class_.__table__
    words: ColumnElement[str] = literal_column(f"{owner.name}.{source.key}_search")
    query = func.to_tsquery("simple", " & ".join(wanted) + ":*")
    rank = func.ts_rank(words, query).label("rank")
    found = select(owner.c.id.label("id"), rank).where(words.op("@@")(query))
    if allowed is not None:
        found = found.where(allowed)
    return found.order_by(desc("rank"), owner.c.id.desc()).limit(limit).subquery()


def _allowed(actor: Actor, case_id: InstrumentedAttribute[int]) -> ColumnElement[bool] | None:
    """Which cases the actor may see; None: all."""
    if actor.role is not Role.TECHNICIAN:
        return None
    if actor.technician_id is None:
        return false()
    own = Visit.__table__.alias("own")
    return case_id.in_(
        select(own.c.case_id).where(own.c.planned_technician_id == actor.technician_id)
    )


def _tokens(words: str) -> list[str]:
    return [_fold(word) for word in _WORD.findall(words)]


def _is_hit(word: str, wanted: Sequence[str]) -> bool:
    return word in wanted or word.startswith(wanted[-1])


def _fold(word: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare).lower()
