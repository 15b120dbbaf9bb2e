"""The proofs that what costguard emits says what its rules say."""
