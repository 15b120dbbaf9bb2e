"""Service control policies and tag policies of AWS Organizations."""
