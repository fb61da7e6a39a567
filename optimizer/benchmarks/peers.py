"""The other solvers we measure ourselves against, and what each can express."""

from dataclasses import dataclass
from importlib.util import find_spec

from optimizer.benchmarks.rules_used import used
from optimizer.problem import Problem


@dataclass(frozen=True)
class Peer:
    """A solver run as `python -m optimizer.benchmarks.peer_NAME`.

    `knows` are rules of `rules_used.RULES`.
    """

    name: str
    package: str
    knows: frozenset[str]

    @property
    def module(self) -> str:
        return f"optimizer.benchmarks.peer_{self.name}"

    def refusal(self, problem: Problem) -> str | None:
        """Why it is not run on this problem; None if it can be."""
        if find_spec(self.package) is None:
            return f"{self.package} is not installed; run: uv sync --group peers"
        missing = [rule for rule in used(problem) if rule not in self.knows]
        return f"cannot express {', '.join(missing)}" if missing else None


_COMMON = frozenset({"several windows", "loads", "leaving out"})

PEERS = {
    peer.name: peer
    for peer in (
        Peer(
            "ortools",
            "ortools",
            _COMMON | {"breaks", "overtime", "cap on route duration", "price of working time"},
        ),
        Peer("vroom", "vroom", _COMMON | {"breaks"}),
        Peer(
            "pyvrp",
            "pyvrp",
            _COMMON | {"overtime", "cap on route duration", "price of working time"},
        ),
    )
}
