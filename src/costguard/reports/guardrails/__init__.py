"""What is told of guardrails: the manifest of a bundle, its coverage, its proof, its changes and its replay."""
