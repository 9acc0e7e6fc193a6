"""The partner's room over HTTP: thin doors to `learning.bundles.room`."""
