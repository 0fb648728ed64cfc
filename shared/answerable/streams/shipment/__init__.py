"""Shipment: an order of the shop, sent in time or the customer told; a loss is claimed and settled."""
