"""What lies beside the wheels of an offline installation package: a script and a guide."""
