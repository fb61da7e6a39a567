"""How good a plan can be at best, and better plans out of the same routes.

`lower_bound` proves a lower limit by column generation, `verify` checks it without the search,
`recombine` puts known routes together anew, `improve` does all of it until a deadline.
"""
