"""Word lists as data, each with its source and licence, and the one way to find their terms in a
corpus.
"""
