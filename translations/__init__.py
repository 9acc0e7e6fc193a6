"""Translation: how text moves between languages."""
