"""The book of a hazardous good: a sheet for each month, with every movement and the balance (002-r11)."""
