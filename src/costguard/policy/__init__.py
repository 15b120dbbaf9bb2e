"""The documents that people write: loaded, checked, and lowered to Conditions."""
