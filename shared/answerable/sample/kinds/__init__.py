"""Kinds of centres: what a property company, a GPS installer and a call centre have in a month, all of it."""
