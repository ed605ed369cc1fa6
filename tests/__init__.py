"""What crosses the addons: the whole chain in a browser, races with real commits."""
