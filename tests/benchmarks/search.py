"""How long a search takes among 50,000 attempts: python -m tests.benchmarks.search [COUNT]

Prints the median and the worst of the given number of searches, on SQLite and on PostgreSQL.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from dispatch import database, migrations, models
from dispatch.queries.search import search
from dispatch.roles import Actor
from dispatch.statuses import AttemptOutcome, Channel
from tests import postgres
from tests.dispatch.company import (
    NOW,
    SUPPORT,
    a_case,
    a_company,
    a_visit,
    acting_technician,
    technician,
)

ATTEMPTS_PER_CASE = 50
WORDS_EACH = 120
SEARCHES = ("rareword", "common", "common talk", "w12 w7 co", "w1", "absentword")


def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        _measure("SQLite", database.connect(f"sqlite:///{Path(folder) / 'search.db'}"), count)
    with postgres.server() as server, server.new_database() as url:
        _measure("PostgreSQL", database.connect(url), count)


def _measure(name: str, engine: Engine, count: int) -> None:
    migrations.upgrade(engine)
    with _seconds(f"{name}: fill with {count} attempts"), database.transaction(engine) as session:
        _fill(session, count)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    with Session(engine) as session:
        for actor in (SUPPORT, acting_technician(session, "noor")):
            for words in SEARCHES:
                _report(name, session, actor, words)
    engine.dispose()


def _report(name: str, session: Session, actor: Actor, words: str) -> None:
    took = []
    for _ in range(15):
        start = time.perf_counter()
        hits = search(session, actor=actor, words=words)
        took.append((time.perf_counter() - start) * 1000)
    print(
        f"{name:10} {actor.role:10} {words:12} {len(hits):3} hits, "
        f"median {statistics.median(took):6.1f} ms, worst {max(took):6.1f} ms"
    )


def _fill(session: Session, count: int) -> None:
    """Transcripts of 120 words: one in all of them, one in ten of them, 2,000 others."""
    dice = random.Random(1)
    a_company(session)
    noor = technician(session, "noor")
    cases = [a_case(session, f"C{n}") for n in range(count // ATTEMPTS_PER_CASE)]
    for number, case in enumerate(cases[::20]):
        a_visit(session, f"V{number}", case=case, planned_technician=noor)
    others = [f"w{number}" for number in range(2000)]
    rows = [
        {
            "case_id": cases[number % len(cases)].id,
            "channel": Channel.HOTLINE,
            "by": "sam",
            "started_at": NOW + timedelta(minutes=number),
            "minutes": 5,
            "outcome": AttemptOutcome.NOT_SOLVED,
            "transcript": " ".join(
                ["common talk", *dice.choices(others, k=WORDS_EACH)]
                + (["rareword"] if number % (count // 10) == 0 else [])
            ),
        }
        for number in range(count)
    ]
    session.execute(insert(models.Attempt), rows)


@contextmanager
def _seconds(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
