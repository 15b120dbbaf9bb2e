"""One module a service: what its resources bill for, as functions from a resource to cost lines."""
