from monitor.report import words


def test_literal_text_has_every_mark_of_markdown_escaped() -> None:
    assert words.literal("**X** :red[y] <u> $z$") == ("\\*\\*X\\*\\* \\:red\\[y\\] \\<u\\> \\$z\\$")
    assert words.literal("European Union – Größe") == "European Union – Größe"
