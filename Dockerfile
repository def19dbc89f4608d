# A dataset kept up to date by a timer on the host:
#
#   docker build --tag ogpscrape .
#   docker run --rm --volume ogp-data:/data --env OGPSCRAPE_CONTACT=you@example.org ogpscrape sync KR --quiet
#
# Everything that must outlive the container (the dataset, the page cache, the rate that runs agree on) is in /data.
#
# The packages are those of the lock, each checked against its hash. The image's tag names the version of Python and of
# Debian, and gets their security fixes when it is built anew.
FROM python:3.13-slim-trixie

WORKDIR /build
COPY requirements-demo.lock ./
RUN pip install --no-cache-dir --root-user-action ignore --require-hashes --requirement requirements-demo.lock
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
COPY samples ./samples
RUN pip install --no-cache-dir --root-user-action ignore --no-deps . && rm -rf /build/*

RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin ogpscrape \
    && install --directory --owner ogpscrape /data
USER 10001
WORKDIR /data
VOLUME /data
ENV OGPSCRAPE_DATA=/data/ogp-data \
    OGPSCRAPE_CACHE_FOLDER=/data/cache \
    OGPSCRAPE_STATE_FOLDER=/data/state \
    PYTHONDONTWRITEBYTECODE=1

ENTRYPOINT ["ogpscrape"]
CMD ["--help"]
