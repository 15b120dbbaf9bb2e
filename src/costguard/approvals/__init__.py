"""Approvals: what is approved, who may say so, what their word is bound to, and the ledger of it."""
