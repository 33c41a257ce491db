"""A page as browsers get it: served by the package's own server, with a log of what was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fmld_synth.baselines.page.serving import address_of, make_server


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Its address, as long as it is served."""
    with make_server(folder, 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield address_of(server)
        finally:
            server.shutdown()
            thread.join()
