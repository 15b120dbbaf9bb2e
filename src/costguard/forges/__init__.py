"""Forges: where changes are proposed and people speak of them. GitHub is one; each is a folder of its own."""
