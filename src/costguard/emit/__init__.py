"""Writes a policy as the documents that the clouds themselves enforce."""
