"""Ways in from outside: signatures and the shapes that forwarders send."""
