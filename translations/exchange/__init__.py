"""Files by which sentences travel: PO, XLIFF, TMX, TBX, CSV. Each is refused whole or taken whole."""
