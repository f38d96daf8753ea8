"""The only room that knows Prefect: it wires sources, store, core and publishing into flows."""
