"""Is this installation as it should be: one sentence for each thing that goes wrong in practice."""
