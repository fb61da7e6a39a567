"""The search's arrays as references: handed to compiled functions as one pointer each.

A named tuple of twenty arrays would be copied at every call, and makes compiling slow. Each
function here makes the reference to a named tuple of the same name; both look at the same
arrays. Those of the problem are in `model_refs`.
"""

from typing import Any

from numba.experimental import structref

from optimizer.search.compiling import Fields, compiled


@structref.register
class ScratchType(Fields):
    pass


class ScratchRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    ScratchRef,
    ScratchType,
    [
        "item",
        "ends",
        "came",
        "kinds",
        "front",
        "back",
        "line",
        "floor",
        "held",
        "begins",
        "leaves",
        "told",
    ],
)


@compiled
def scratch_ref(of: Any) -> Any:
    return ScratchRef(
        of.item,
        of.ends,
        of.came,
        of.kinds,
        of.front,
        of.back,
        of.line,
        of.floor,
        of.held,
        of.begins,
        of.leaves,
        of.told,
    )


@structref.register
class PlanType(Fields):
    pass


class PlanRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    PlanRef,
    PlanType,
    [
        "order",
        "route",
        "route_of",
        "earliest",
        "latest",
        "carried",
        "front",
        "back",
        "told",
        "floor",
        "held",
        "begins",
        "leaves",
        "absent",
        "counts",
    ],
)


@compiled
def plan_ref(of: Any) -> Any:
    return PlanRef(
        of.order,
        of.route,
        of.route_of,
        of.earliest,
        of.latest,
        of.carried,
        of.front,
        of.back,
        of.told,
        of.floor,
        of.held,
        of.begins,
        of.leaves,
        of.absent,
        of.counts,
    )


@structref.register
class UndoType(Fields):
    pass


class UndoRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    UndoRef,
    UndoType,
    ["order", "route", "told", "touched", "counts"],
)


@compiled
def undo_ref(of: Any) -> Any:
    return UndoRef(of.order, of.route, of.told, of.touched, of.counts)


@structref.register
class PoolType(Fields):
    pass


class PoolRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    PoolRef,
    PoolType,
    ["slot", "key", "shift", "begin", "cents", "visits", "names", "counts"],
)


@compiled
def pool_ref(of: Any) -> Any:
    return PoolRef(of.slot, of.key, of.shift, of.begin, of.cents, of.visits, of.names, of.counts)


@structref.register
class WorkType(Fields):
    pass


class WorkRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    WorkRef,
    WorkType,
    ["told", "flag", "waiting", "seen", "timed", "counts"],
)


@compiled
def work_ref(of: Any) -> Any:
    return WorkRef(of.told, of.flag, of.waiting, of.seen, of.timed, of.counts)


@structref.register
class SnapshotType(Fields):
    pass


class SnapshotRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    SnapshotRef,
    SnapshotType,
    ["told", "cents", "floor", "held", "begins", "leaves"],
)


@compiled
def snapshot_ref(of: Any) -> Any:
    return SnapshotRef(of.told, of.cents, of.floor, of.held, of.begins, of.leaves)


@structref.register
class TableType(Fields):
    pass


class TableRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    TableRef,
    TableType,
    ["own", "work", "round", "lead", "found", "best_at", "best_cents"],
)


@compiled
def table_ref(of: Any) -> Any:
    return TableRef(of.own, of.work, of.round, of.lead, of.found, of.best_at, of.best_cents)
