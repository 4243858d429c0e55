"""What a customer's message is about, how sure that is, and whether it is ours to answer.

Pure functions and arrays: nothing here knows a model of the database.
"""
