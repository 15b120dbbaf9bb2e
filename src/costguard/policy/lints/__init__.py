"""What a policy may say and hardly ever means: one check a file, each a function from a policy to its warnings."""
