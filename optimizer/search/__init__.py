"""The compiled improvement search: ruin and recreate over routes, and what it stands on.

`compiled` makes the arrays of `model` out of a problem, `timing` prices one route, `places` finds
where a visit goes best. `ruin`, `recreate` and `regret` change a plan; `tied`, `trials` and
`units` do where routes depend on each other. `anneal` repeats that, `engine` runs it from Python,
`team` runs several engines, `piecewise` cuts large plans for them. Compiled functions take the
arrays through `refs`.
"""
