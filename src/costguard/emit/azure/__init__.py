"""Azure Policy definitions, their initiative, assignment and exemptions."""
