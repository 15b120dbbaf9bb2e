"""Reports: one module a format, each a pure function from a verdict to text."""
