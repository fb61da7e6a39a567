"""Rules about people, things, limits and other visits, as a plan breaks them, with names."""

from dispatch.sentences import Sentence
from optimizer.check import Rule, Unit, Violation

_ENGLISH = {
    Rule.MANDATORY: "{customer} must be served and is left out",
    Rule.TOGETHER: "{customer}: those who have to be there at once do not start together",
    Rule.AFTER: "{customer} does not follow the visit before it as agreed",
    Rule.APART: "{customer} is on one route with a visit it has to be apart from",
    Rule.SAME_ROUTE: "{customer} is not on one route with the visits it belongs to",
    Rule.IN_ORDER: "{customer} does not come behind the stop it has to follow",
    Rule.REST: "{technician}'s rest between two shifts is {amount} too short",
    Rule.WORK_LIMIT: "{technician} works {amount} more than allowed",
    Rule.ONLY_TECHNICIANS: "{technician} is none of those who may be sent to {customer}",
    Rule.NEVER_TECHNICIANS: "{technician} is not to be sent to {customer}",
    Rule.PICKED_UP: "{technician} passes a depot that does not belong to the route",
    Rule.EQUIPMENT: "{customer} needs equipment that {technician} does not have there",
    Rule.PARTS: "{customer}: {amount} parts are missing in the van of {technician}",
    Rule.CAPACITY: "the van of {technician} is overloaded by {amount}",
    Rule.VISITS_CAP: "{technician} has {amount} visits too many",
    Rule.DRIVE_CAP: "{technician} drives {amount} too long",
    Rule.DISTANCE_CAP: "{technician} drives {amount} too far",
    Rule.WAIT_CAP: "{technician} waits {amount} too long",
    Rule.ROUTE_CAP: "{technician} works {amount} too long on this route",
}


def ruled(violation: Violation, customer: str, technician: str) -> Sentence:
    """The broken rule with these names; for rules without words here in the referee's own."""
    english = _ENGLISH.get(violation.rule)
    if english is not None:
        amount = _amount_in_words(violation)
        said = english.format(customer=customer, technician=technician, amount=amount)
    else:
        said = violation.sentence
    facts = _amount(violation)
    return Sentence(
        said, f"rule_{violation.rule}", customer=customer, technician=technician, **facts
    )


def minutes(violation: Violation) -> str:
    return f"{-(-violation.amount // 60)} min"


def _amount_in_words(violation: Violation) -> str:
    if violation.unit is Unit.SECONDS:
        return minutes(violation)
    if violation.unit is Unit.METRES:
        return f"{violation.amount / 1000:.1f} km"
    return str(violation.amount)


def _amount(violation: Violation) -> dict[str, int]:
    return {
        Unit.SECONDS: {"by_s": violation.amount},
        Unit.CENTS: {"by_cents": violation.amount},
        Unit.METRES: {"metres": violation.amount},
        Unit.COUNT: {"count": violation.amount},
    }[violation.unit]
