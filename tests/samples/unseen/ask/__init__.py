"""Makes the exam: a household, what people ask about it, and what is right."""
