# Two stages: the first has uv and builds, the second has Python and whoask and nothing to build with.
FROM python:3.13-slim-trixie AS build

RUN pip install --no-cache-dir uv==0.13.8

# The interpreter of this image, which is at the same place in the last stage; files of its own, no links into a cache.
ENV UV_PYTHON=/usr/local/bin/python3 \
    UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/whoask \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1

WORKDIR /src

# What whoask needs, at the versions and hashes of the lock file. Only a change of that file builds this layer anew.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --extra postgres --extra tracing --no-install-project

COPY README.md LICENSE manifest.json ./
COPY bot bot
COPY routing routing
COPY localslack localslack
COPY data data
RUN uv sync --locked --no-dev --extra postgres --extra tracing --no-editable


FROM python:3.13-slim-trixie

LABEL org.opencontainers.image.title="whoask" \
      org.opencontainers.image.description="The Slack bot to ask when you do not know whom to ask" \
      org.opencontainers.image.licenses="MIT"

# A fixed number, so that whoever mounts a volume knows whom to give it to.
RUN groupadd --gid 10001 whoask \
    && useradd --uid 10001 --gid whoask --no-create-home --home-dir /var/lib/whoask --shell /usr/sbin/nologin whoask \
    && install --directory --owner=whoask --group=whoask --mode=0700 /var/lib/whoask

COPY --from=build /opt/whoask /opt/whoask

# The one place that whoask writes to beside /tmp: the heartbeat that its health check reads and, where WHOASK_STORE names
# no database, whoask.db in the working folder.
ENV PATH=/opt/whoask/bin:$PATH \
    WHOASK_HEARTBEAT=/var/lib/whoask/heartbeat.json
WORKDIR /var/lib/whoask
VOLUME ["/var/lib/whoask"]
USER 10001:10001

# 3000: Slack's requests, in HTTP mode only. 9464: probes and metrics, where WHOASK_MONITOR_PORT says so.
# In Socket Mode nothing has to be published.
EXPOSE 3000 9464

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["whoask", "health"]
CMD ["whoask", "run"]
