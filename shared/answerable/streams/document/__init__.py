"""Document: controlled, drafted, reviewed by another, issued, and replaced or withdrawn (003-B5)."""
