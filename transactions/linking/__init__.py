"""How rows belong together, as pure functions: transfers, refunds, regular payments, balances."""
