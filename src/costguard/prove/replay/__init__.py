"""Judges recorded requests by guardrails, before anybody is bound by them."""
