"""One cell at a time: is this text what the field may hold?"""
