"""The columnar engine: millions of resources judged by the same rules, a batch at a time."""
