"""Drafts a taxonomy from what an organisation already enforces: tag policies, SCPs and Azure policies."""
