"""The arrays of a problem as references: what may be served, and what ties routes together.

See `refs` for why.
"""

from typing import Any

from numba.experimental import structref

from optimizer.search.compiling import Fields, compiled


@structref.register
class ModelType(Fields):
    pass


class ModelRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    ModelRef,
    ModelType,
    [
        "visit",
        "window",
        "shift",
        "rest",
        "legs",
        "serve",
        "on_site",
        "load",
        "room",
        "needs",
        "stock",
        "used_up",
        "bands",
        "plain",
        "timed",
        "loads",
        "parts",
        "traffic",
    ],
)


@compiled
def model_ref(of: Any) -> Any:
    return ModelRef(
        of.visit,
        of.window,
        of.shift,
        of.rest,
        of.legs,
        of.serve,
        of.on_site,
        of.load,
        of.room,
        of.needs,
        of.stock,
        of.used_up,
        of.bands,
        of.plain,
        of.timed,
        of.loads,
        of.parts,
        of.traffic,
    )


@structref.register
class LinksType(Fields):
    pass


class LinksRef(structref.StructRefProxy):
    pass


structref.define_proxy(
    LinksRef,
    LinksType,
    [
        "some",
        "only_dearer",
        "link",
        "link_of",
        "bond",
        "bond_of",
        "unit_of",
        "member",
        "member_of",
        "whole",
        "person",
        "person_of",
        "duty",
        "duty_of",
        "limit",
        "limit_s",
        "points",
        "per_largest_s",
    ],
)


@compiled
def links_ref(of: Any) -> Any:
    return LinksRef(
        of.some,
        of.only_dearer,
        of.link,
        of.link_of,
        of.bond,
        of.bond_of,
        of.unit_of,
        of.member,
        of.member_of,
        of.whole,
        of.person,
        of.person_of,
        of.duty,
        of.duty_of,
        of.limit,
        of.limit_s,
        of.points,
        of.per_largest_s,
    )
