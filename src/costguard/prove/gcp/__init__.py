"""Reads Google Cloud organisation policies back."""
