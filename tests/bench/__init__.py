"""What `./run bench` measures: the real hub beside Node's `ws` and textbook Channels, in turn."""
