"""Collects what runs in an AWS organisation."""
