"""The documents, the rows that hold them, and the pages they are read from."""
