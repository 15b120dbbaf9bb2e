"""Reads `terraform show -json` plans: what they change, the tags each resource will carry, and its attributes."""
