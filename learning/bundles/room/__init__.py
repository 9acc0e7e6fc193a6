"""What a partner institution does with bundles: its choices, its devices in the field, and the board of needs and offers."""
