"""GitHub: what its pull requests tell, and what is published on them."""
