"""Machine drafts: off unless the environment names a machine; staff side only, lessons' words only."""
