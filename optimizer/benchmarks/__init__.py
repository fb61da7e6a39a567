"""Published instance sets read as problems, our plans and other solvers' measured on them.

`python -m optimizer.benchmarks --help`. Nothing else of the product imports this package.
"""
