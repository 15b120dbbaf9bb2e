"""The command line: each module parses options, calls one function, and prints."""
