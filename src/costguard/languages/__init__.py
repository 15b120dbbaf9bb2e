"""Languages of strings: what a value may be, as sets that can be compared exactly."""
