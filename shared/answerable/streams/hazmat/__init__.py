"""Hazardous goods: which of them a site keeps, where each is locked away, and who keeps the key (002-r11)."""
