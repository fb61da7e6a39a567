"""What can be done to a draft by hand, as data: pins, kinds of steps, and their names."""

from enum import StrEnum


class Pin(StrEnum):
    """What the dispatcher fixed of a stop.

    Technician and start are the visit's own and hold in every later plan. Order holds in this
    plan: the stop stays directly behind the one before it, and edits that part them are refused.
    """

    TECHNICIAN = "technician"
    START = "start"
    ORDER = "order"


class StepKind(StrEnum):
    MOVE = "move"
    REORDER = "reorder"
    UNASSIGN = "unassign"
    PLACE = "place"
    PIN = "pin"
    UNPIN = "unpin"


class StepState(StrEnum):
    DONE = "done"
    UNDONE = "undone"
    ABANDONED = "abandoned"
