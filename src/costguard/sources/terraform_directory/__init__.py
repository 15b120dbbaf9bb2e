"""Reads the Terraform code beside a plan, as far as a plan does not tell: where each block stands."""
