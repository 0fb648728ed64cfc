"""A calendar of what becomes due: asked of every service at once, and told as a month, a day or a feed."""
