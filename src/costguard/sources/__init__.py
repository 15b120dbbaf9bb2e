"""Readers: each turns one kind of input into resources, and knows no rule and no price."""
