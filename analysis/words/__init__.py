"""How everything is said: grammar, numbers, lines cut short; and, above the comparison, the
sentences about its tables.
"""
