"""H5P packages in plain Python: a library of its own, without Django, Wagtail or Celery.

The room is kept from the first day so that nothing above it grows into it; see `README.md` in this folder.
"""
