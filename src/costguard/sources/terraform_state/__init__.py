"""Reads Terraform states: what Terraform says exists, with its tags and attributes."""
