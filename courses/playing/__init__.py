"""H5P contents at play: the core, the files of libraries and contents, and the document they run in, cut off from all else."""
