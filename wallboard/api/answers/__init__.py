"""What is answered, one module per noun."""
