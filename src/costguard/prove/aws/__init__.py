"""Reads service control policies back."""
