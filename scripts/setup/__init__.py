"""What a fresh machine needs: the environment, and a browser for the tests."""
