"""A response's body, piece by piece, without ever holding more than was agreed."""

import zlib

from monitor.errors import FetchError

_GZIP = 16 + zlib.MAX_WBITS
_STEP = 2**18  # bytes that are unpacked at once


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
        self._check(self._wire)
        if self._gzip is None:
            self._hold(piece)
            return
        try:
            # Padding after the end mark is passed over.
            while piece and not self._gzip.eof:
                self._hold(self._gzip.decompress(piece, _STEP))
                piece = self._gzip.unconsumed_tail
        except zlib.error:
            raise FetchError(
                "The compressed answer is damaged.",
                remedy="Wait for the next poll; if it stays so, ask the publisher.",
                reason="bad_encoding",
            ) from None

    def _hold(self, piece: bytes) -> None:
        self._check(len(self._held) + len(piece))
        self._held += piece

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise FetchError(
                f"Stopped at {self._limit / 1e6:g} MB: no feed is that long.",
                remedy="Check that the address is that of a feed.",
                reason="too_large",
            )

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
