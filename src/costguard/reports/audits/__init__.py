"""Reports of an audit: one module a format."""
