"""How the steps of editing a plan by hand are called, in its history and on its undo button."""

from dispatch.draft import Draft, predecessor
from dispatch.plan_steps import Pin, StepKind
from dispatch.sentences import Sentence
from dispatch.violation_words import Words


def moved(origin: str, after: Draft, visit: str, words: Words) -> tuple[StepKind, Sentence]:
    """From the shift `origin` to another one, or to another place on its own."""
    customer, to = words.customer(visit), _place_of(after, visit, words)
    if origin == after.shift_of(visit):
        english = f"{customer} moved on the route of {to}"
        return StepKind.REORDER, Sentence(english, "step_shifted", customer=customer, to=to)
    technician = words.shift(origin)
    sentence = Sentence(
        f"{customer} moved from {technician} to {to}",
        "step_moved",
        customer=customer,
        technician=technician,
        to=to,
    )
    return StepKind.MOVE, sentence


def given(after: Draft, visit: str, words: Words) -> Sentence:
    """From the tray onto a route."""
    customer, to = words.customer(visit), _place_of(after, visit, words)
    return Sentence(f"{customer} given to {to}", "step_given", customer=customer, to=to)


def taken_off(visit: str, shift: str, words: Words) -> Sentence:
    customer, technician = words.customer(visit), words.shift(shift)
    return Sentence(
        f"{customer} taken off the route of {technician}",
        "step_taken_off",
        customer=customer,
        technician=technician,
    )


def reordered(shift: str, words: Words) -> Sentence:
    technician = words.shift(shift)
    return Sentence(
        f"the stops of {technician} put in another order", "step_reordered", technician=technician
    )


def pinned(after: Draft, visit: str, what: Pin, words: Words) -> Sentence:
    customer, to = words.customer(visit), _pinned_to(after, visit, what, words)
    return Sentence(f"{customer} pinned to {to}", "step_pinned", customer=customer, to=to)


def unpinned(visit: str, what: Pin, words: Words) -> Sentence:
    customer = words.customer(visit)
    return Sentence(
        f"{customer}: {what} no longer pinned", "step_unpinned", customer=customer, what=what
    )


def _place_of(draft: Draft, visit: str, words: Words) -> Sentence:
    start = words.names.time(draft.start_of(visit) or 0)
    technician = words.shift(draft.shift_of(visit))
    return Sentence(f"{technician}, {start}", "who_when", technician=technician, start_at=start)


def _pinned_to(draft: Draft, visit: str, what: Pin, words: Words) -> str:
    shift, before = predecessor(draft, visit)
    if what is Pin.TECHNICIAN:
        return words.shift(shift)
    if what is Pin.START:
        return words.names.time(draft.visits[visit].pinned_start or 0)
    if before is None:
        return Sentence("the first place", "place_first")
    customer = words.customer(before)
    return Sentence(f"its place behind {customer}", "place_behind", customer=customer)
