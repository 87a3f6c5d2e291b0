"""The people who sign in: single sign-on, second factor, sessions."""
