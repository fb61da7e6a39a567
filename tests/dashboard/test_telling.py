"""All that use cases say has a wording in every language, with facts that are there."""

import ast
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import dispatch
from dashboard import telling, wording
from dashboard.formats import Formats
from dashboard.wording import Language
from dispatch import errors, sentences, statuses
from dispatch.errors import BadValue, NotEligible
from dispatch.plan_steps import Pin
from dispatch.sentences import Sentence
from optimizer.check import Rule
from optimizer.solution import Reason

DISPATCH = Path(dispatch.__file__).parent
RAISED = {name for name in dir(errors) if isinstance(getattr(errors, name), type)} - {"BadCell"}
WITH_REASONS = {"GateClosed", "NotEligible", "PlanHasViolations"}
NOT_ON_PAGES = {
    "addresses",
    "clock",
    "config",
    "coordinates",
    "database",
    "drawing",
    "errors",
    "sentences",
    "exporting",
    "geocoders",
    "geocoding",
    "opening_hours",
    "places",
    "working_time",
}
"""Modules whose errors only the command line shows: set-up, files, addresses, settings."""

WORDS = (
    statuses.Role,
    statuses.CaseStatus,
    statuses.VisitStatus,
    statuses.PlanStatus,
    statuses.CostStatus,
    statuses.VisitOutcome,
    statuses.Channel,
    Pin,
)

DYNAMIC = {
    "cell_check_": (
        "lat",
        "lon",
        "starts_at",
        "ends_at",
        "closes",
        "break_earliest",
        "break_latest",
        "last_day",
        "preferred_from",
        "preferred_until",
    ),
    "wanted_": ("date", "local", "time", "opening", "list", "text"),
    "thing_": ("case", "device", "site", "skill", "part", "technician", "visit", "work_type"),
    "field_": ("why", "findings", "factor", "comment", "reason", "symptom", "by"),
    "failing_": ("window", "return", "break"),
    "reason_cap_": ("drive", "wait", "route"),
    "rule_pinned_start_": ("before", "after"),
    "rule_window_": ("before", "after", "ends_after"),
    "rule_": tuple(Rule),
    "source_planned_drive_": ("first", "next"),
    "source_planned_km_": ("first", "next"),
}
"""Codes that are put together, by how they begin."""


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """(module, call, what is called) of all sentences and errors in `dispatch`."""
    for file in sorted(DISPATCH.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in RAISED | {"Sentence", "_ThrownAway"}:
                yield file.relative_to(DISPATCH).as_posix(), node, node.func.id


def code_of(call: ast.Call, name: str) -> ast.expr | None:
    place = 2 if name in WITH_REASONS else 1
    return call.args[place] if len(call.args) > place else None


def literal_codes() -> Mapping[str, list[set[str] | None]]:
    """The facts given with each code, call by call; None where they are put together."""
    found: dict[str, list[set[str] | None]] = {}
    for _, call, name in calls():
        code = code_of(call, name)
        if isinstance(code, ast.Constant):
            given = {keyword.arg for keyword in call.keywords}
            names = None if None in given else {str(one) for one in given}
            found.setdefault(code.value, []).append(names)
    return found


def put_together() -> set[str]:
    """How the codes begin that are no plain text."""
    found = set()
    for _, call, name in calls():
        code = code_of(call, name)
        if isinstance(code, ast.JoinedStr) and isinstance(code.values[0], ast.Constant):
            found.add(str(code.values[0].value))
    return found


def every_code() -> set[str]:
    dynamic = {f"{begins}{ends}" for begins, all_ in DYNAMIC.items() for ends in all_}
    words = {sentences.word(member).code for kind in WORDS for member in kind}
    return set(literal_codes()) | dynamic | words | {"undone", "redone"}


def test_each_code_has_a_wording_in_every_language() -> None:
    for code in sorted(every_code()):
        texts = wording.catalogue().get(f"said.{code}", {})
        assert set(texts) == {language.value for language in Language}, code


def test_each_wording_belongs_to_a_code() -> None:
    worded = {key.removeprefix("said.") for key in wording.catalogue() if key.startswith("said.")}

    assert worded - every_code() == set()


def test_codes_that_are_put_together_are_all_known_here() -> None:
    assert put_together() - set(DYNAMIC) == {"word_"}


def test_a_wording_asks_only_for_facts_that_are_given_with_its_code() -> None:
    for code, each in literal_codes().items():
        for language in Language:
            text = wording.catalogue()[f"said.{code}"][language]
            asked = {name for _, name, _, _ in Formatter().parse(text) if name}
            for given in each:
                assert given is None or asked <= given, (code, asked)


def test_each_error_that_a_page_can_show_has_a_code() -> None:
    """Also the optimizer's reasons; those of rules are put together from `Rule`."""
    bare = [
        f"{module}:{call.lineno}"
        for module, call, name in calls()
        if name in RAISED and code_of(call, name) is None and not _own_words(call)
        if not module.startswith(("import", "commands/", "migrations/", "table", "sample"))
        if module.removesuffix(".py") not in NOT_ON_PAGES
    ]
    assert bare == []
    assert {f"reason_{reason}" for reason in Reason} - {"reason_cap"} <= every_code()


def _own_words(call: ast.Call) -> bool:
    """An error made from a sentence made elsewhere."""
    return isinstance(call.args[0], ast.Call)


def formats(language: Language) -> Formats:
    return Formats(language, ZoneInfo("Europe/Amsterdam"), "EUR")


def in_dutch(said: str) -> str:
    return telling.told(formats(Language.DUTCH), said)


def test_a_reason_is_said_in_the_readers_language_with_its_units() -> None:
    failing = Sentence("missed by 14 min", "failing_window", by_s=840)
    nearest = Sentence("x", "reason_no_room_at", technician="Noor", failing=failing, customer="Kok")
    said = Sentence("x", "all_full", count=2, nearest=nearest)

    assert in_dutch(said) == (
        "Alle 2 die het kunnen, zitten vol. Het dichtst erbij: "
        "Noor: het tijdvak zou 14 min gemist worden (bij Kok)."
    )


def test_times_days_money_and_statuses_are_written_as_the_reader_writes_them() -> None:
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    card = Sentence("x", "source_card", card_on=date(2026, 1, 1))
    dear = Sentence(
        "x", "reason_too_dear", technician="Tom", extra_cents=120000, leave_out_cents=950
    )
    status = Sentence("x", "visit_is_now", customer="Kok", status=statuses.VisitStatus.ON_SITE)

    assert in_dutch(Sentence("x", "not_in_future", moment_at=at)) == (
        "di 24 nov 09:00 ligt in de toekomst."
    )
    assert in_dutch(card) == "tarievenkaart van 1 jan 2026"
    assert in_dutch(dear) == (
        "Tom kan het voor €\xa01.200,00 extra, maar weglaten is geprijsd op €\xa09,50."
    )
    assert in_dutch(status) == "het bezoek aan Kok is inmiddels ter plaatse"


@pytest.mark.parametrize(
    "said", ["as it is", Sentence("new", "no_such"), Sentence("old", "no_plan")]
)
def test_what_has_no_wording_or_lacks_a_fact_is_said_in_english(said: str) -> None:
    assert in_dutch(said) == str(said)


def test_what_is_refused_is_said_with_its_reasons() -> None:
    reason = Sentence("x", "rule_pinned_first", customer="Kok")
    refused = NotEligible("unpin the order first", [reason], "unpin_first")

    assert telling.refused(formats(Language.DUTCH), refused) == (
        "Maak eerst de volgorde los: Kok is vastgezet als eerste bezoek"
    )
    plain = telling.refused(formats(Language.DUTCH), BadValue("file x: expected a folder"))
    assert plain == "file x: expected a folder"


def test_an_unknown_enum_says_its_value() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert in_dutch(sentences.word(Colour.RED)) == "red"
