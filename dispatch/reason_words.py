"""Refusals about people, things, limits and other visits, in the words of a dispatcher."""

from dispatch.names import Names
from dispatch.sentences import Sentence
from optimizer.solution import Refusal


def minutes(seconds: int | str) -> str:
    """Begun minutes count."""
    return f"{-(-int(seconds) // 60)} min"


def not_allowed(refusal: Refusal, names: Names) -> Sentence:
    wanted = ", ".join(
        names.technician(one.strip()) for one in str(refusal.facts["wanted"]).split(",")
    )
    return Sentence(f"only {wanted} may be sent there.", "reason_not_allowed", wanted=wanted)


def forbidden(refusal: Refusal, names: Names) -> Sentence:
    who = names.who(refusal)
    return Sentence(f"{who} is not to be sent there.", "reason_forbidden", technician=who)


def equipment(refusal: Refusal, names: Names) -> Sentence:
    who = names.who(refusal)
    thing = refusal.facts.get("equipment")
    if thing is None:
        return Sentence(
            f"{who} does not have the equipment at that point of the route.",
            "reason_equipment_then",
            technician=who,
        )
    return Sentence(
        f"needs {thing}; {who} does not have it and passes no depot.",
        "reason_equipment",
        technician=who,
        equipment=thing,
    )


def parts(refusal: Refusal, names: Names) -> Sentence:
    who, part = names.who(refusal), refusal.facts.get("part")
    if part is None:
        short = refusal.facts["by_s"]
        return Sentence(
            f"{short} parts would be missing in the van of {who}.",
            "reason_parts_then",
            technician=who,
            count=short,
        )
    name, needed, stock = names.part(part), refusal.facts["needed"], refusal.facts["stock"]
    return Sentence(
        f"needs {needed} of {name}; {who} has {stock} in the van and passes no depot.",
        "reason_parts",
        technician=who,
        part=name,
        needed=needed,
        stock=stock,
    )


def capacity(refusal: Refusal, names: Names) -> Sentence:
    who, unit = names.who(refusal), refusal.facts.get("unit")
    if unit is None:
        over = refusal.facts["by_s"]
        return Sentence(
            f"the van of {who} would be overloaded by {over}.",
            "reason_capacity_then",
            technician=who,
            count=over,
        )
    load, room = refusal.facts["load"], refusal.facts["capacity"]
    return Sentence(
        f"takes {load} {unit}; the van of {who} has room for {room}.",
        "reason_capacity",
        technician=who,
        load=load,
        load_unit=unit,
        room=room,
    )


def cap(refusal: Refusal, names: Names) -> Sentence:
    rule, over, who = str(refusal.facts["rule"]), int(refusal.facts["over"]), names.who(refusal)
    if rule == "visits":
        english = f"{who}'s route would have {over} visits too many."
        return Sentence(english, "reason_cap_visits", technician=who, count=over)
    if rule == "distance":
        english = f"{who}'s route would be {-(-over // 1000)} km too long."
        return Sentence(english, "reason_cap_distance", technician=who, metres=over)
    what = {"drive": "driving", "wait": "waiting"}.get(rule, "working time")
    english = f"{who}'s route would have {minutes(over)} of {what} too much."
    return Sentence(english, f"reason_cap_{rule}", technician=who, by_s=over)


def window_too_short(refusal: Refusal, names: Names) -> Sentence:
    who, longest = names.who(refusal), int(refusal.facts["longest_s"])
    on_site = int(refusal.facts["on_site_s"])
    return Sentence(
        f"{who} needs {minutes(on_site)} on site; the longest time window has {longest // 60} min.",
        "reason_window_too_short",
        technician=who,
        on_site_s=on_site,
        longest_s=longest,
    )


def rest(refusal: Refusal, names: Names) -> Sentence:
    who, by_s = names.who(refusal), int(refusal.facts["by_s"])
    return Sentence(
        f"{who}'s rest between two shifts would be {minutes(by_s)} too short.",
        "reason_rest",
        technician=who,
        by_s=by_s,
    )


def work_limit(refusal: Refusal, names: Names) -> Sentence:
    who, by_s = names.who(refusal), int(refusal.facts["by_s"])
    return Sentence(
        f"{who} would work {minutes(by_s)} more than allowed.",
        "reason_work_limit",
        technician=who,
        by_s=by_s,
    )


def relation(refusal: Refusal, names: Names) -> Sentence:
    who, other = names.who(refusal), names.customer(refusal.facts["visit"])
    return Sentence(
        f"{who} cannot do it as agreed with the other visits it belongs to ({other}).",
        "reason_relation",
        technician=who,
        customer=other,
    )
