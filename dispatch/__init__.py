"""From a customer's call to an approved cost: cases, visits, plans, fieldwork and money."""
