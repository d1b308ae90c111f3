"""DataFrame -> what people see or take away."""
