"""The compiled improvement search: ruin and recreate over routes, and what it stands on.

`compiled` turns a problem into arrays, `timing` prices one route, `recreate` and `ruin` change
a plan, `anneal` repeats that; `engine` runs it from Python.
"""
