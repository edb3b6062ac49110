"""The way from the previous state of the product to this one."""
