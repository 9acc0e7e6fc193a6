"""The blocks trainers write lessons with."""
