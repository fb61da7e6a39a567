"""The gate: what keeps a case from a visit, and what support is told to do next."""

from dataclasses import replace

import pytest

from dispatch.escalation import Action, Attempt, Facts, Gap, assess, next_step
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel

HEAT_PUMP = Facts(
    status=CaseStatus.OPEN,
    channel=Channel.HOTLINE,
    work_type="Heat pump repair",
    device_kind="heat pump",
    device="D1",
    attempts_needed=2,
)


def after(*outcomes: AttemptOutcome, channel: Channel = Channel.HOTLINE) -> Facts:
    attempts = tuple(Attempt(channel, outcome) for outcome in outcomes)
    return replace(HEAT_PUMP, attempts=attempts)


def gaps(facts: Facts) -> list[Gap]:
    return [missing.gap for missing in assess(facts)]


def test_the_recorded_attempts_open_the_gate() -> None:
    assert gaps(HEAT_PUMP) == [Gap.ATTEMPTS]
    assert gaps(after(AttemptOutcome.NOT_SOLVED)) == [Gap.ATTEMPTS]
    assert gaps(after(AttemptOutcome.NOT_SOLVED, AttemptOutcome.CUSTOMER_TRIES)) == []


def test_a_call_that_nobody_answers_does_not_count() -> None:
    facts = after(AttemptOutcome.NOT_SOLVED, AttemptOutcome.NO_ANSWER)

    [missing] = assess(facts)

    assert missing.sentence == (
        "Heat pump repair asks for 2 remote attempts, 1 recorded (1 without answer does not "
        "count): record 1 more, or one that finds remote help impossible, or have a named person "
        "waive the rest with a reason."
    )


def test_one_attempt_that_finds_remote_help_impossible_is_enough() -> None:
    assert gaps(after(AttemptOutcome.REMOTE_IMPOSSIBLE)) == []


def test_a_waiver_replaces_the_attempts_and_nothing_else() -> None:
    assert gaps(replace(HEAT_PUMP, waived_by="Ria")) == []
    assert gaps(replace(HEAT_PUMP, waived_by="Ria", device="")) == [Gap.DEVICE]
    solved = replace(after(AttemptOutcome.SOLVED), waived_by="Ria")
    assert gaps(solved) == [Gap.ALREADY_SOLVED]


def test_a_case_without_work_type_is_told_to_choose_one() -> None:
    [missing] = assess(replace(HEAT_PUMP, work_type="", device_kind="", attempts_needed=0))

    assert missing.gap is Gap.WORK_TYPE
    assert missing.sentence.startswith("No work type is chosen: choose one")


def test_a_work_type_for_any_device_asks_for_none() -> None:
    enough = after(AttemptOutcome.NOT_SOLVED, AttemptOutcome.NOT_SOLVED)

    assert gaps(replace(enough, device="")) == [Gap.DEVICE]
    assert gaps(replace(enough, device="", device_kind="")) == []


def test_a_last_attempt_that_solved_it_closes_the_gate_until_the_next_contact() -> None:
    first_two = (AttemptOutcome.NOT_SOLVED, AttemptOutcome.NOT_SOLVED)

    assert gaps(after(*first_two, AttemptOutcome.SOLVED)) == [Gap.ALREADY_SOLVED]
    assert gaps(after(*first_two, AttemptOutcome.SOLVED, AttemptOutcome.NOT_SOLVED)) == []


@pytest.mark.parametrize("status", [CaseStatus.SOLVED, CaseStatus.CLOSED])
def test_a_finished_case_is_not_escalated(status: CaseStatus) -> None:
    enough = after(AttemptOutcome.NOT_SOLVED, AttemptOutcome.NOT_SOLVED)

    assert gaps(replace(enough, status=status)) == [Gap.STATUS]


def test_every_gap_is_named_at_once() -> None:
    nothing = replace(
        HEAT_PUMP, device="", attempts=(Attempt(Channel.CHAT, AttemptOutcome.SOLVED),)
    )

    assert gaps(nothing) == [Gap.DEVICE, Gap.ATTEMPTS, Gap.ALREADY_SOLVED]


@pytest.mark.parametrize(
    ("outcome", "tried", "suggested"),
    [
        (AttemptOutcome.NO_ANSWER, Channel.HOTLINE, Channel.EMAIL),
        (AttemptOutcome.NO_ANSWER, Channel.CHAT, Channel.EMAIL),
        (AttemptOutcome.NO_ANSWER, Channel.EMAIL, Channel.HOTLINE),
        (AttemptOutcome.CUSTOMER_TRIES, Channel.CHAT, Channel.CHAT),
        (AttemptOutcome.NOT_SOLVED, Channel.HOTLINE, Channel.CHAT),
        (AttemptOutcome.NOT_SOLVED, Channel.CHAT, Channel.HOTLINE),
        (AttemptOutcome.NOT_SOLVED, Channel.EMAIL, Channel.HOTLINE),
    ],
)
def test_the_next_channel_depends_on_how_the_last_try_went(
    outcome: AttemptOutcome, tried: Channel, suggested: Channel
) -> None:
    step = next_step(after(outcome, channel=tried))

    assert (step.action, step.channel) == (Action.TRY, suggested)


@pytest.mark.parametrize("channel", list(Channel))
def test_the_first_try_uses_the_channel_the_customer_chose(channel: Channel) -> None:
    step = next_step(replace(HEAT_PUMP, channel=channel))

    assert (step.action, step.channel) == (Action.TRY, channel)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            after(AttemptOutcome.NOT_SOLVED, AttemptOutcome.NOT_SOLVED),
            "Escalate: 2 remote attempts did not help, Heat pump repair asks for 2.",
        ),
        (
            after(AttemptOutcome.REMOTE_IMPOSSIBLE),
            "Escalate: an attempt found that remote help is impossible.",
        ),
        (
            replace(HEAT_PUMP, waived_by="Ria"),
            "Escalate: Ria waived the remaining attempts.",
        ),
        (
            replace(HEAT_PUMP, attempts_needed=0),
            "Escalate: Heat pump repair asks for no remote attempt.",
        ),
    ],
)
def test_an_open_gate_says_why_it_is_open(facts: Facts, sentence: str) -> None:
    step = next_step(facts)

    assert (step.action, step.sentence) == (Action.ESCALATE, sentence)


def test_what_support_does_when_it_is_not_about_attempts() -> None:
    assert next_step(replace(HEAT_PUMP, work_type="")).action is Action.COMPLETE
    assert next_step(after(AttemptOutcome.SOLVED)).action is Action.CONFIRM
    assert next_step(replace(HEAT_PUMP, status=CaseStatus.SOLVED)).action is Action.CONFIRM
    assert next_step(replace(HEAT_PUMP, status=CaseStatus.CLOSED)).action is Action.NOTHING
