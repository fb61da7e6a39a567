"""The gate between remote support and sending somebody, and what to try next."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.statuses import AttemptOutcome, CaseStatus, Channel


@dataclass(frozen=True)
class Attempt:
    channel: Channel
    outcome: AttemptOutcome


@dataclass(frozen=True)
class Facts:
    """What the gate looks at. `attempts` are in order of time.

    `device_kind` is the kind the work type is for; empty: any, and no device is asked for.
    `attempts_needed` counts only with a work type. `waived_by` is empty without a waiver, and
    `open_visit` (its ref) without a visit that is still to be done or under way.
    """

    status: CaseStatus
    channel: Channel
    work_type: str
    device_kind: str
    device: str
    attempts_needed: int
    attempts: tuple[Attempt, ...] = ()
    waived_by: str = ""
    open_visit: str = ""

    @property
    def last_outcome(self) -> AttemptOutcome | None:
        return self.attempts[-1].outcome if self.attempts else None

    @property
    def attempts_that_count(self) -> int:
        """Attempts in which the customer was reached."""
        return sum(attempt.outcome is not AttemptOutcome.NO_ANSWER for attempt in self.attempts)

    @property
    def remote_is_impossible(self) -> bool:
        return any(attempt.outcome is AttemptOutcome.REMOTE_IMPOSSIBLE for attempt in self.attempts)


class Gap(StrEnum):
    """What can keep the gate shut."""

    STATUS = "status"
    WORK_TYPE = "work_type"
    DEVICE = "device"
    ATTEMPTS = "attempts"
    ALREADY_SOLVED = "already_solved"


@dataclass(frozen=True)
class Missing:
    """One thing that keeps the gate shut; the sentence says what would open it."""

    gap: Gap
    sentence: str


class Action(StrEnum):
    NOTHING = "nothing"
    WAIT = "wait"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    TRY = "try"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Suggestion:
    """What support might do next; `channel` is set when it is a further attempt."""

    action: Action
    sentence: str
    channel: Channel | None = None


def assess(facts: Facts) -> list[Missing]:
    """What keeps the case from being escalated; empty: the gate is open."""
    found = (
        _status(facts),
        _work_type(facts),
        _device(facts),
        _attempts(facts),
        _already_solved(facts),
    )
    return [missing for missing in found if missing is not None]


def next_step(facts: Facts) -> Suggestion:
    """The most useful next step, as a suggestion and not a rule."""
    if facts.status is CaseStatus.CLOSED:
        return Suggestion(Action.NOTHING, "The case is closed.")
    if facts.status is CaseStatus.SOLVED:
        return Suggestion(Action.CONFIRM, "Ask the customer whether it holds, then close the case.")
    if facts.open_visit:
        return Suggestion(
            Action.WAIT,
            f"Visit {facts.open_visit} is on its way through planning: keep the customer posted.",
        )
    if facts.last_outcome is AttemptOutcome.SOLVED:
        return Suggestion(
            Action.CONFIRM,
            "The last attempt solved it: mark the case solved, or record the customer's new call.",
        )
    missing = assess(facts)
    if not missing:
        return Suggestion(Action.ESCALATE, f"Escalate: {_why_open(facts)}.")
    if any(one.gap is Gap.ATTEMPTS for one in missing):
        return _next_attempt(facts)
    return Suggestion(Action.COMPLETE, " ".join(one.sentence for one in missing))


def _status(facts: Facts) -> Missing | None:
    if facts.status in (CaseStatus.OPEN, CaseStatus.ESCALATED):
        return None
    help_ = "reopen it first" if facts.status is CaseStatus.SOLVED else "open a new case"
    return Missing(Gap.STATUS, f"The case is {facts.status}: {help_}.")


def _work_type(facts: Facts) -> Missing | None:
    if facts.work_type:
        return None
    return Missing(
        Gap.WORK_TYPE,
        "No work type is chosen: choose one, it says which skills, time and parts a visit needs.",
    )


def _device(facts: Facts) -> Missing | None:
    if facts.device or not facts.device_kind:
        return None
    return Missing(
        Gap.DEVICE,
        f"No device is named and {facts.work_type} is for a {facts.device_kind}: name the device, "
        "so that its history and the right parts are known.",
    )


def _attempts(facts: Facts) -> Missing | None:
    lacking = facts.attempts_needed - facts.attempts_that_count
    if not facts.work_type or lacking <= 0 or facts.remote_is_impossible or facts.waived_by:
        return None
    unreached = len(facts.attempts) - facts.attempts_that_count
    not_counted = f" ({_counted(unreached, 'without answer does', 'without answer do')} not count)"
    return Missing(
        Gap.ATTEMPTS,
        f"{facts.work_type} asks for {_counted(facts.attempts_needed, 'remote attempt')}, "
        f"{facts.attempts_that_count} recorded{not_counted if unreached else ''}: record "
        f"{lacking} more, or one that finds remote help impossible, or have a named person "
        "waive the rest with a reason.",
    )


def _already_solved(facts: Facts) -> Missing | None:
    if facts.last_outcome is not AttemptOutcome.SOLVED:
        return None
    return Missing(
        Gap.ALREADY_SOLVED,
        "The last attempt solved it: if the problem came back, record that contact first.",
    )


def _why_open(facts: Facts) -> str:
    if facts.remote_is_impossible:
        return "an attempt found that remote help is impossible"
    if facts.attempts_that_count >= facts.attempts_needed:
        if not facts.attempts_needed:
            return f"{facts.work_type} asks for no remote attempt"
        asked = f"{facts.work_type} asks for {facts.attempts_needed}"
        return f"{_counted(facts.attempts_that_count, 'remote attempt')} did not help, {asked}"
    return f"{facts.waived_by} waived the remaining attempts"


_OTHER_CHANNEL = {
    Channel.HOTLINE: Channel.CHAT,
    Channel.CHAT: Channel.HOTLINE,
    Channel.EMAIL: Channel.HOTLINE,
}
"""Where to go on when a channel did not help: in chat the customer can send a picture."""


def _next_attempt(facts: Facts) -> Suggestion:
    if not facts.attempts:
        sentence = {
            Channel.HOTLINE: "Go through the checklist with the customer on the phone.",
            Channel.CHAT: "Answer in the chat and ask for a picture of the fault.",
            Channel.EMAIL: "Answer the e-mail before it is due, with the first steps to try.",
        }[facts.channel]
        return Suggestion(Action.TRY, sentence, facts.channel)
    last = facts.attempts[-1]
    if last.outcome is AttemptOutcome.NO_ANSWER:
        sentence = f"Nobody answered by {_SAID[last.channel]}: write an e-mail with times to call."
        if last.channel is Channel.EMAIL:
            return Suggestion(Action.TRY, "The e-mail has no answer: call.", Channel.HOTLINE)
        return Suggestion(Action.TRY, sentence, Channel.EMAIL)
    if last.outcome is AttemptOutcome.CUSTOMER_TRIES:
        sentence = f"Ask by {_SAID[last.channel]} how the customer's own try went."
        return Suggestion(Action.TRY, sentence, last.channel)
    channel = _OTHER_CHANNEL[last.channel]
    sentence = f"The attempt by {_SAID[last.channel]} did not help: go on by {_SAID[channel]}."
    return Suggestion(Action.TRY, sentence, channel)


_SAID = {Channel.HOTLINE: "phone", Channel.CHAT: "chat", Channel.EMAIL: "e-mail"}


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
