"""What resources cost: the price book, one module a service that turns a resource into cost lines, and the bill."""
