"""Google Cloud organisation policies: custom constraints in CEL, and the policies that switch them on."""
