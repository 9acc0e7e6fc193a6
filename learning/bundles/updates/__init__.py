"""Updates of bundles: metadata by The Update Framework for each line of bundles, and deltas from earlier versions.

* keys and their chain: `roots`
* what a bundle carries, so that it can update itself: `carried`
* what leads from one version to the next: `deltas`
* the files of a line, written and renewed: `repository publishing tasks`
* where they are found: `views`, `stick`

All files are static, below `bundles/updates/<line>/` of the data folder, and never change but `timestamp.json`. A folder with the
ZIPs and `updates/` beside them, such as the data folder's `bundles/` or a stick, is a source of updates as it stands.
"""
