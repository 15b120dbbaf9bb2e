"""What live clouds call things: their own type names, ARNs and records, in the catalog's words."""
