"""Who is who: which external ids of several systems are one queue or one person."""
