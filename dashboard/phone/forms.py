"""Forms as they come from the phone: read with a limit, and a report made of the fields.

Only what cannot be read as a value is refused here; whether it may be, the use case says.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qs

from starlette.requests import Request

from dispatch.fieldwork import Report
from dispatch.statuses import VisitOutcome

MOST_BYTES = 100_000
MOST_FIELDS = 1_000
LONGEST_FACTOR = 200

_TAP = re.compile(r"[0-9a-f-]{1,36}")
_KM = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?")


class Unreadable(ValueError):
    """The body is no form, or more than a phone would send."""


@dataclass(frozen=True)
class Said:
    """The fields of one form; a field not sent is empty."""

    fields: Mapping[str, Sequence[str]]

    def one(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "").strip()

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for value in self.fields.get(name, ()))

    def has(self, name: str, value: str) -> bool:
        return value in self.all(name)

    @property
    def tap(self) -> str:
        """The client's own id of this tap, the same when it is sent again; empty if odd."""
        return self.one("tap") if _TAP.fullmatch(self.one("tap")) else ""


EMPTY = Said({})


@dataclass(frozen=True)
class Filled:
    """A report form read as values. `wrong` maps fields to keys of texts; empty if all is well."""

    outcome: VisitOutcome | None
    report: Report
    return_visit: bool
    return_duration_s: int | None
    return_parts: Mapping[str, int] | None
    wrong: Mapping[str, str] = field(default_factory=dict)


async def said_in(request: Request) -> Said:
    """The form in the body; `Unreadable` if there is none or it is too large."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Unreadable
    try:
        text = body.decode("ascii")
        return Said(
            parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except ValueError as wrong:
        raise Unreadable from wrong


def filled(said: Said, parts: Sequence[str]) -> Filled:
    """The report in the form; `parts` are the refs that it offered with a stepper each."""
    wrong: dict[str, str] = {}
    outcome = said.one("outcome")
    if outcome not in set(VisitOutcome):
        wrong["outcome"] = "wrong_outcome"
    if not said.one("findings"):
        wrong["findings"] = "wrong_findings"
    used = _parts(said, "used", parts, wrong)
    bring = _parts(said, "bring", parts, wrong)
    minutes, seen = said.one("minutes"), said.one("minutes_seen")
    return Filled(
        outcome=None if "outcome" in wrong else VisitOutcome(outcome),
        report=Report(
            findings=said.one("findings"),
            factors=_factors(said, wrong),
            parts_used=used,
            work_minutes=None if minutes == seen else _whole(minutes, "minutes", wrong),
            distance_m=metres(said.one("km"), wrong),
        ),
        return_visit=said.one("return") != "no",
        return_duration_s=_seconds(said.one("return_minutes"), wrong),
        return_parts={ref: pieces for ref, pieces in bring.items() if pieces} or None,
        wrong=wrong,
    )


def metres(km: str, wrong: dict[str, str]) -> int | None:
    """'17.3' or '17,3' as 17300; none if nothing was said."""
    if not km:
        return None
    found = _KM.fullmatch(km)
    if found is None:
        wrong["km"] = "wrong_km"
        return None
    return int(Decimal(f"{found[1]}.{found[2] or 0}") * 1000)


def _factors(said: Said, wrong: dict[str, str]) -> list[tuple[str, str]]:
    ticked = [(factor, said.one(f"note.{factor}")) for factor in said.all("factor") if factor]
    if said.one("factor_other"):
        ticked.append((said.one("factor_other"), ""))
    if any(len(factor) > LONGEST_FACTOR for factor, _ in ticked):
        wrong["factors"] = "wrong_factors"
    return ticked


def _parts(said: Said, kind: str, refs: Sequence[str], wrong: dict[str, str]) -> Mapping[str, int]:
    """Pieces by part: of the steppers, and of the one part that was named."""
    pieces = {ref: _pieces(said.one(f"{kind}.{ref}"), kind, wrong) for ref in refs}
    other = said.one(f"{kind}_other")
    if other:
        more = _pieces(said.one(f"{kind}_other_pieces") or "1", kind, wrong)
        pieces[other] = pieces.get(other, 0) + more
    return {ref: count for ref, count in pieces.items() if count}


def _pieces(text: str, kind: str, wrong: dict[str, str]) -> int:
    count = _whole(text, kind, {}) if text else 0
    if count is None:
        wrong[kind] = "wrong_pieces"
    return count or 0


def _seconds(minutes: str, wrong: dict[str, str]) -> int | None:
    count = _whole(minutes, "return_minutes", wrong)
    return None if count is None else count * 60


def _whole(text: str, name: str, wrong: dict[str, str]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        wrong[name] = f"wrong_{name}"
        return None
    return int(text)
