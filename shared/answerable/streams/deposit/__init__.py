"""Deposit: something left at the front desk to be kept or passed on, where that is approved (002-r7-4)."""
