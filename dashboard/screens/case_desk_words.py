"""How the case desk says things: time left, statuses, what happened, what to do next."""

from datetime import datetime

from dashboard.visitor import Visitor
from dispatch import escalation
from dispatch.due_times import Due
from dispatch.escalation import Action, Facts, Gap, Missing
from dispatch.queries.case_events import Event, EventKind
from dispatch.queries.case_story import CaseStory
from dispatch.statuses import AttemptOutcome, CaseStatus

SOON_S = 3600
_DAYS_FROM_S = 48 * 3600


def span(visitor: Visitor, seconds: int) -> str:
    """'12 min', '2 h 10' and from two days on '3 days'; without a sign."""
    minutes = round(abs(seconds) / 60)
    if minutes < 60:
        return visitor.say("cases.minutes", minutes=minutes)
    if abs(seconds) < _DAYS_FROM_S:
        return visitor.say("cases.hours", hours=minutes // 60, minutes=f"{minutes % 60:02d}")
    return visitor.say("cases.days", days=round(abs(seconds) / 86400))


def due(visitor: Visitor, what: Due | None, left_s: int | None) -> str:
    """'answer in 2 h 10', 'fix 3 days late'; nothing without a promise."""
    if what is None or left_s is None:
        return ""
    when = "late" if left_s < 0 else "in"
    return visitor.say(f"cases.due_{what}_{when}", left=span(visitor, left_s))


def tone(left_s: int | None) -> str:
    if left_s is None:
        return ""
    return "late" if left_s < 0 else "soon" if left_s < SOON_S else ""


def dues(visitor: Visitor, story: CaseStory) -> list[dict[str, str]]:
    """Every promise of the case with its moment; the next one says how much time is left."""
    if story.next_due is None:
        return []
    moments = ((Due.ANSWER, story.due.answer), (Due.RESPONSE, story.due.response))
    found = []
    for what, at in (*moments, (Due.FIX, story.due.fix)):
        if at is None:
            continue
        if what is story.next_due.what:
            left = int((at - visitor.now).total_seconds())
            said, colour = due(visitor, what, left), tone(left)
        elif at < story.next_due.at or (what is not Due.FIX and story.facts.attempts):
            said, colour = visitor.say(f"cases.due_{what}_kept"), "kept"
        else:
            said, colour = visitor.say(f"cases.due_{what}"), ""
        found.append({"text": said, "when": visitor.formats.moment(at), "tone": colour})
    return found


def event(visitor: Visitor, one: Event) -> str:
    """What happened, in a few words."""
    if one.kind is EventKind.OPENED:
        return visitor.say(f"cases.opened_{one.channel}")
    if one.kind is EventKind.ATTEMPT:
        return visitor.say(
            "cases.attempt_head",
            channel=visitor.say(f"cases.channel_{one.channel}"),
            outcome=visitor.say(f"cases.outcome_{one.outcome}"),
        )
    if one.kind is EventKind.WAIVER:
        return visitor.say("cases.waived")
    if one.kind is EventKind.CASE_STATUS:
        return visitor.say(f"cases.became_{one.status}")
    status = visitor.say(f"cases.visit_{one.status}")
    return visitor.say("cases.visit_head", visit=one.visit_ref, status=status)


def missing(visitor: Visitor, one: Missing, facts: Facts) -> str:
    """What keeps the gate shut, and what would open it."""
    if one.gap is Gap.STATUS:
        return visitor.say(f"cases.missing_status_{facts.status}")
    if one.gap is not Gap.ATTEMPTS:
        return visitor.say(
            f"cases.missing_{one.gap}", work_type=facts.work_type, kind=facts.device_kind
        )
    counted = facts.attempts_that_count
    unreached = len(facts.attempts) - counted
    return visitor.say(
        "cases.missing_attempts",
        work_type=facts.work_type,
        needed=facts.attempts_needed,
        counted=counted,
        lacking=facts.attempts_needed - counted,
        unreached=visitor.say("cases.unreached", count=unreached) if unreached else "",
    )


def next_step(visitor: Visitor, story: CaseStory) -> str:
    """The suggestion in the reader's language."""
    facts, step = story.facts, story.next_step
    if step.action is Action.COMPLETE:
        return " ".join(missing(visitor, one, facts) for one in story.missing)
    if step.action is Action.ESCALATE:
        return visitor.say(f"cases.step_escalate_{_why_open(facts)}", **_counts(facts))
    if step.action is Action.TRY:
        return visitor.say(f"cases.step_{_which_try(facts)}", **_channels(visitor, step, facts))
    if step.action is Action.CONFIRM and facts.status is not CaseStatus.SOLVED:
        return visitor.say("cases.step_last_solved")
    return visitor.say(f"cases.step_{step.action}", visit=facts.open_visit)


def _why_open(facts: Facts) -> str:
    if facts.remote_is_impossible:
        return "impossible"
    if facts.attempts_that_count < facts.attempts_needed:
        return "waived"
    return "tried" if facts.attempts_needed else "none_needed"


def _counts(facts: Facts) -> dict[str, object]:
    return {
        "work_type": facts.work_type,
        "counted": facts.attempts_that_count,
        "needed": facts.attempts_needed,
        "by": facts.waived_by,
    }


def _which_try(facts: Facts) -> str:
    if not facts.attempts:
        return f"first_{facts.channel}"
    last = facts.attempts[-1]
    if last.outcome is AttemptOutcome.NO_ANSWER:
        return f"no_answer_{last.channel}"
    return "own_try" if last.outcome is AttemptOutcome.CUSTOMER_TRIES else "go_on"


def _channels(visitor: Visitor, step: escalation.Suggestion, facts: Facts) -> dict[str, str]:
    last = facts.attempts[-1].channel if facts.attempts else facts.channel
    return {
        "last": visitor.say(f"cases.by_{last}"),
        "following": visitor.say(f"cases.by_{step.channel or last}"),
    }


def window(visitor: Visitor, opens: datetime, closes: datetime) -> str:
    """'Tue 24 Nov 12:00–17:00'."""
    return f"{visitor.formats.moment(opens)}–{visitor.formats.time(closes)}"
