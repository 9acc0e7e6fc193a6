"""What `python -m h5p` can do, one module per command: NAME, HELP, add_arguments(parser), run(arguments) → exit code.

What `run` raises, OSError and H5PError, `__main__` turns into a sentence and an exit code.
"""
