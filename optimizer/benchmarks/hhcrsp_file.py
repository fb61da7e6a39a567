"""The JSON files of the home care instances and plans."""

import json
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from optimizer.benchmarks.instance import BadInstance, text_of

T = TypeVar("T")
Minutes = Annotated[float, Field(ge=0)]


class _Part(BaseModel):
    """Refuses rules that other home care problems have and this one has not."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Need(_Part):
    service: str
    duration: Minutes


class Synchronization(_Part):
    type: str
    distance: tuple[Minutes, Minutes] = (0, 0)


class Patient(_Part):
    id: str
    location: tuple[float, float] | None = None
    time_window: tuple[Minutes, Minutes]
    required_caregivers: tuple[Need, ...] = Field(min_length=1, max_length=2)
    synchronization: Synchronization | None = None
    distance_matrix_index: int | None = Field(default=None, ge=0)

    @property
    def kind(self) -> str:
        return "independent" if self.synchronization is None else self.synchronization.type

    @property
    def gap(self) -> tuple[float, float]:
        """Least and most minutes from the first start to the second."""
        match self.kind:
            case "simultaneous":
                return 0.0, 0.0
            case "sequential":
                assert self.synchronization is not None
                return self.synchronization.distance
        return float("-inf"), float("inf")

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.kind not in ("independent", "simultaneous", "sequential"):
            raise ValueError(f"synchronization {self.kind!r}, expected simultaneous or sequential")
        if self.time_window[1] < self.time_window[0]:
            raise ValueError(f"time_window {self.time_window}: ends before it starts")
        return self


class Caregiver(_Part):
    id: str
    abilities: tuple[str, ...]


class Office(_Part):
    id: str
    location: tuple[float, float] | None = None
    distance_matrix_index: int = Field(default=0, ge=0, le=0)


class InstanceFile(_Part):
    """`distances` has the office first, then the patients in order."""

    name: str = ""
    area: tuple[float, ...] = ()
    patients: tuple[Patient, ...] = Field(min_length=1)
    services: tuple[dict[str, Any], ...] = ()
    caregivers: tuple[Caregiver, ...] = Field(min_length=1)
    central_offices: tuple[Office, ...] = Field(min_length=1, max_length=1)
    distances: tuple[tuple[Minutes, ...], ...]

    @model_validator(mode="after")
    def _is_square(self) -> Self:
        size = len(self.distances)
        for number, row in enumerate(self.distances):
            if len(row) != size:
                raise ValueError(f"distances: row {number} has {len(row)} numbers, expected {size}")
        places = [patient.distance_matrix_index or 0 for patient in self.patients]
        if max(len(self.patients), *places) >= size:
            raise ValueError(f"distances: {size} places, expected the office and each patient")
        return self


class Step(BaseModel):
    """A service in a plan; `arrival_time` is when it starts."""

    patient: str = Field(validation_alias=AliasChoices("patient", "patient_id"))
    service: str = Field(validation_alias=AliasChoices("service", "service_id"))
    arrival_time: float


class _Route(BaseModel):
    caregiver: str = Field(validation_alias=AliasChoices("caregiver_id", "caregiver"))
    locations: tuple[Step, ...] = ()


class _Plan(BaseModel):
    routes: tuple[_Route, ...]


_INSTANCE, _PLAN = TypeAdapter(InstanceFile), TypeAdapter(_Plan)


def read_file(path: Path) -> InstanceFile:
    return _parsed(path, _INSTANCE)


def read_plan(path: Path) -> dict[str, tuple[Step, ...]]:
    """Services by caregiver."""
    plan = _parsed(path, _PLAN)
    return {route.caregiver: route.locations for route in plan.routes}


def _parsed(path: Path, adapter: TypeAdapter[T]) -> T:
    text = text_of(path)
    try:
        return adapter.validate_python(json.loads(text))
    except json.JSONDecodeError as wrong:
        raise BadInstance(f"{path} line {wrong.lineno}: {wrong.msg}") from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        line = line_of(text, first["loc"])
        raise BadInstance(f"{path} line {line}: {where}: {first['msg']}") from wrong


def line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line on which that item of the file's lists starts; of the list if there is none."""
    if not loc:
        return 1
    at = max(0, text.find(f'"{loc[0]}"'))
    begins = text.find("[", at)
    if len(loc) > 1 and isinstance(loc[1], int) and begins >= 0:
        at = begins + 1
        for _ in range(loc[1]):
            _, at = json.JSONDecoder().raw_decode(text, _skip(text, at))
        at = _skip(text, at)
    return text.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at
