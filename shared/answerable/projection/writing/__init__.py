"""What a projection's author uses: a projection, its rows, its column types, its tests."""
