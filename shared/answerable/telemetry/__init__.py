"""What a running process tells about itself: figures for Prometheus, spans for OpenTelemetry (ADR 0019)."""
