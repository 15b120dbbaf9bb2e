"""Syncs prices from the clouds' official lists into a local price book."""
