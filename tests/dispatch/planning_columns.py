"""Rows of planning rules, imported; and the problem that comes of them."""

import csv
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from dispatch import importing
from dispatch.config import Settings
from dispatch.plan_basis import policy_of, translation_of
from dispatch.translate import Translation
from optimizer import problem
from tests.dispatch.company import DISPATCHER, NOW
from tests.dispatch.drafts import (
    SETTINGS,
    a_horizon,
)

VISIT_COLUMNS = {
    "setup_min": "10",
    "window_bounds": "service",
    "mandatory": "yes",
    "unpopular": "3",
    "equipment": "ladder",
    "load": "kg:40",
    "technicians": "noor:preferred; tom:never",
    "preferred_from": "2026-11-03 09:00",
    "preferred_until": "2026-11-03 11:00",
    "preferred_per_hour": "15.00",
}

RELATIONS = [
    (
        {"kind": "together", "tolerance_min": "5"},
        problem.Together(visits=("C1-1", "C2-1"), tolerance_s=300),
    ),
    (
        {
            "kind": "after",
            "min_gap_min": "60",
            "max_gap_min": "120",
            "gap_from": "start",
            "technician": "other",
        },
        problem.After(
            first="C1-1",
            then="C2-1",
            min_gap_s=3600,
            max_gap_s=7200,
            gap_from="start",
            technician=problem.Who.OTHER,
        ),
    ),
    ({"kind": "apart"}, problem.Apart(visits=("C1-1", "C2-1"))),
    ({"kind": "same_route"}, problem.SameRoute(visits=("C1-1", "C2-1"))),
    ({"kind": "in_order"}, problem.InOrder(visits=("C1-1", "C2-1"))),
]


def imported(session: Session, folder: Path, name: str, *rows: Mapping[str, str]) -> None:
    file = folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    importing.import_file(session, actor=DISPATCHER, path=file, settings=SETTINGS, now=NOW)
    session.expire_all()


def noor(**columns: str) -> dict[str, str]:
    return {"ref": "noor", "name": "Fictief Noor", "town": "Zwolle", **columns}


def one(company: Session, ref: str = "C1-1", **settings: object) -> problem.Visit:
    return with_settings(company, **settings).problem.visits_by_id()[ref]


def with_settings(
    company: Session, policy: str | None = None, days: int = 1, **settings: object
) -> Translation:
    chosen = policy_of(Settings(**settings), policy)  # type: ignore[arg-type]
    return translation_of(company, a_horizon(days=days), chosen)
