"""Settings, root addresses and the applications served: what is plugged in, and nothing else."""
