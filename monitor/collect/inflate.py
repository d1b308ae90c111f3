"""A response's body, piece by piece, without ever holding more than was agreed."""

import zlib

from monitor.errors import FetchError

_GZIP = 16 + zlib.MAX_WBITS


class Body:
    """Collects a body, decompressed.

    Only gzip was offered to the server. Every other encoding is refused, because its
    libraries can't be told where to stop: 758 bytes of brotli become 500 MB.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(
                f"The server compressed its answer as {encoding[:40]!r}, though only gzip was "
                "offered.",
                remedy="Ask the publisher, or use another feed of this outlet.",
                reason="bad_encoding",
            )
        self._gzip = zlib.decompressobj(_GZIP) if encoding.endswith("gzip") else None
        self._limit = limit
        self._wire = 0
        self._held = bytearray()

    def add(self, piece: bytes) -> None:
        """Take in what came over the wire; raise FetchError "too_large" or "bad_encoding"."""
        self._wire += len(piece)
        if self._gzip is not None:
            if self._gzip.eof:
                return  # padding after the end mark, which zlib would gather
            try:
                # One byte more than allowed is enough to know.
                piece = self._gzip.decompress(piece, self._limit + 1 - len(self._held))
            except zlib.error:
                raise FetchError(
                    "The compressed answer is damaged.",
                    remedy="Wait for the next poll; if it stays so, ask the publisher.",
                    reason="bad_encoding",
                ) from None
        if max(self._wire, len(self._held) + len(piece)) > self._limit:
            raise FetchError(
                f"Stopped at {self._limit / 1e6:g} MB: no feed is that long.",
                remedy="Check that the address is that of a feed.",
                reason="too_large",
            )
        self._held += piece

    def finish(self) -> None:
        """Raise FetchError "cut_short" where compressed data ended before its end mark."""
        if self._gzip is not None and self._wire and not self._gzip.eof:
            raise FetchError(
                "The compressed answer ended before its end.",
                remedy="It is asked again later.",
                reason="cut_short",
            )

    def bytes(self) -> bytes:
        """What arrived so far."""
        return bytes(self._held)
