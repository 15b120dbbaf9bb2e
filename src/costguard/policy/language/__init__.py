"""The policy language, declared: every key, its shape, whether it must be there, and what it means."""
