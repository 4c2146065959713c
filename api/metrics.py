"""What a monitoring system asks for: requests by address and status, how long they took, and which release answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from goldenthread import __version__
from goldenthread.errors import GoldenThreadError
from goldenthread.releases import Releases

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"  # where several processes count together
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

router = APIRouter(tags=["service"])


class Metrics:
    """The counts of one application. An address is the first part of a path, one of those that exist or "other"."""

    def __init__(self, releases: Releases) -> None:
        own = CollectorRegistry()
        self._requests = Counter(
            "goldenthread_requests_total", "Requests answered", ("address", "method", "status"), registry=own
        )
        self._seconds = Histogram(
            "goldenthread_request_seconds", "Time until an answer was sent", ("address",), buckets=BUCKETS, registry=own
        )
        self.in_flight = Gauge(
            "goldenthread_requests_in_flight", "Requests being answered", multiprocess_mode="livesum", registry=own
        )
        self._registry = own
        if SHARED in os.environ:
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # the library has no type there
        else:
            ProcessCollector(registry=own)
            PlatformCollector(registry=own)
        self._registry.register(_Published(releases))

    def answered(self, address: str, method: str, status: int, seconds: float) -> None:
        """Counts one answer."""
        self._requests.labels(address, method, str(status)).inc()
        self._seconds.labels(address).observe(seconds)

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._registry)


class _Published(Collector):
    """What is published, looked up when it is asked for."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("goldenthread", "The version at work", value={"version": __version__})
        yield GaugeMetricFamily("goldenthread_release", "The number of the newest release, 0 for none", self._newest())

    def _newest(self) -> int:
        try:
            return next((facts.number for facts in self._releases.list()), 0)
        except GoldenThreadError:
            return 0

    def describe(self) -> Iterator[Metric]:
        return iter(())


@router.get("/metrics", summary="Counts for a monitoring system", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Requests by address, method and status, their durations, the release, and what the process uses (Prometheus
    text format)."""
    held: Metrics = request.app.state.metrics
    return Response(held.text(), headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST})
