"""The judge: pure functions from resources and a policy to findings and an outcome."""
