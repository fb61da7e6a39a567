"""Results as a table for people."""

from collections.abc import Iterable, Sequence

from optimizer.benchmarks.runner import OURS, Result

HEAD = (
    f"{'instance':<24} {'engine':<14} {'version':<10} {'seconds':>8} {'cost':>13} {'gap %':>7} "
    f"{'bound':>13} {'out':>4} {'valid':>5} {'MB':>6}  note"
)


def line(result: Result) -> str:
    """One row under `HEAD`; a dash where there is nothing to say."""
    return (
        f"{result.instance[:24]:<24} {result.engine[:14]:<14} {result.version or '-':<10} "
        f"{_number(result.seconds, 8, 1)} {_number(result.cost, 13, 3)} "
        f"{_number(result.gap_percent, 7, 2)} {_number(result.bound, 13, 3)} "
        f"{_number(result.left_out, 4, 0)} {'yes' if result.valid else 'no':>5} "
        f"{_number(result.peak_mb, 6, 0)}  {result.note or ''}"
    )


def _number(value: float | None, width: int, digits: int) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:>{width},.{digits}f}"


def means(results: Sequence[Result]) -> list[str]:
    """A line per engine over the instances it has a valid answer for."""
    found = []
    for engine in dict.fromkeys(result.engine for result in results):
        valid = [r for r in results if r.engine == engine and r.valid and r.cost is not None]
        if valid:
            gaps = [r.gap_percent for r in valid if r.gap_percent is not None]
            gap = f", mean gap {sum(gaps) / len(gaps):.3f} %" if gaps else ""
            cost = mean(r.cost for r in valid if r.cost is not None)
            found.append(f"{engine}: {len(valid)} valid, mean cost {cost:,.3f}{gap}")
    return found + _against_best_peer(results)


def _against_best_peer(results: Sequence[Result]) -> list[str]:
    """Our mean cost as a share of the best peer's, over the instances that have both."""
    ours, theirs = [], []
    for instance in dict.fromkeys(result.instance for result in results):
        valid = [r for r in results if r.instance == instance and r.valid and r.cost]
        mine = [r.cost or 0 for r in valid if r.engine.startswith(OURS)]
        peers = [r.cost or 0 for r in valid if not r.engine.startswith(OURS)]
        if mine and peers:
            ours.append(mine[0])
            theirs.append(min(peers))
    if not ours:
        return []
    return [f"ours / best peer: {mean(ours) / mean(theirs):.4f} on {len(ours)} instances"]


def mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)
