"""The formats of a bill: one file each, found by walking this package."""
