"""H5P packages in plain Python: a library of its own, without Django, Wagtail or Celery; see `README.md` in this folder."""
