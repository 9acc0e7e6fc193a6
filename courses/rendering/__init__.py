"""Rendering: a published lesson becomes one document that the web, a hub and every bundle serve alike."""
