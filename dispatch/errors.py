"""Errors whose message can be shown to the person who asked.

DispatchError
├── NotFound             no such case, visit, plan
├── NotAllowed           the role may not do this, or not to this object
├── BadValue             a value that cannot be: the field, what it got, what was expected
├── BadRecord            fields of one row that cannot be: what is wrong, field by field
├── InvalidTransition    the status may not follow
├── GateClosed           the case may not be escalated yet; carries what is missing
├── NotEligible          the technician cannot do the visit; carries the reasons
├── PlanHasViolations    the checker refused the plan; carries the violations
├── StalePlan            something changed since this was read
├── GeocoderFailed       the geocoder gave no usable answer; nothing was stored
├── SearchFailed         the search process died or gave no answer; nothing was changed
└── BadImport            list of (file, line, column, what is wrong)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch.sentences import Given, Sentence


class DispatchError(Exception):
    """Base of all errors a person may see.

    Those that reach a screen carry a code and facts, see `dispatch.sentences`.
    """

    def __init__(self, message: str, code: str = "", **facts: Given) -> None:
        kept = isinstance(message, Sentence) and not code
        self.sentence = message if kept else Sentence(message, code, **facts)
        super().__init__(str(message))


class NotFound(DispatchError):
    pass


class NotAllowed(DispatchError):
    pass


class BadValue(DispatchError):
    pass


class BadRecord(DispatchError):
    """`fields` says what is wrong with a row that was entered, by the name of its column."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        said = [f"{field}: {wrong}" for field, wrong in self.fields.items()]
        super().__init__("\n".join(said))


class InvalidTransition(DispatchError):
    pass


class StalePlan(DispatchError):
    pass


class GeocoderFailed(DispatchError):
    """`retry_after_s` is set when the service said how long to leave it alone."""

    def __init__(self, message: str, retry_after_s: int = 0) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message)


class SearchFailed(DispatchError):
    pass


class WithReasons(DispatchError):
    """`sentence` says what was refused, the reasons say why."""

    def __init__(
        self, message: str, reasons: Iterable[str], code: str = "", **facts: Given
    ) -> None:
        self.reasons = tuple(reasons)
        super().__init__(message, code, **facts)
        self.args = ("; ".join([message, *self.reasons]),)


class GateClosed(WithReasons):
    pass


class NotEligible(WithReasons):
    pass


class PlanHasViolations(WithReasons):
    pass


@dataclass(frozen=True)
class BadCell:
    """One thing wrong in an imported file; line 1 is the header, column may be unknown."""

    file: str
    line: int
    column: str
    wrong: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.wrong}"


class BadImport(DispatchError):
    def __init__(self, cells: Iterable[BadCell]) -> None:
        self.cells = tuple(cells)
        super().__init__("\n".join(str(cell) for cell in self.cells))
