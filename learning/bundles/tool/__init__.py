"""What checks and updates a bundle where there is Python alone: plain modules of the standard library, Python 3.8 or later.

`learning.bundles.tool_script` joins them into the one file `mwanga_bundle.py` that lies in every bundle. So they import nothing but
the standard library and each other, always as `from learning.bundles.tool.x import y`, and no name stands in two of them.
"""
