"""H5P in the CMS: the import wizard, contents, libraries, downloads."""
