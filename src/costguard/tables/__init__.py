"""The Arrow shapes in which an inventory and its findings are carried: many rows at once, a batch at a time."""
