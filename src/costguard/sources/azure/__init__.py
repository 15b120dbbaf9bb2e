"""Collects what runs in an Azure tenant."""
