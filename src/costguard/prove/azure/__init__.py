"""Azure: what a definition of Azure Policy does to a resource, read from the definition alone."""
