"""Collects what runs in a Google Cloud organisation."""
