"""`python -m monitor`: thin commands over the stages. See docs/commands.md."""
