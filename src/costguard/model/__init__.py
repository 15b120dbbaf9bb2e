"""Frozen data that every other room speaks; it imports nothing else of costguard."""
