"""Makes what people install: the folder build and the papers that go with it."""
