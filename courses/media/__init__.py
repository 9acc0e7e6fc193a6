"""The media pipeline: checks of what trainers upload and the light variants learners get."""
