# The running program. From the root of the repository: docker build --file docker/bot.Dockerfile .
FROM python:3.12-slim AS build
ARG UV_VERSION=0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv=="$UV_VERSION"
WORKDIR /app
# The libraries before our own pages: a change of ours does not install them again.
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-dev --no-install-project
# Only what .dockerignore lets through
COPY . .
RUN uv sync --locked --no-dev

FROM python:3.12-slim
RUN useradd --no-create-home --uid 10001 jalon && install --directory --owner=jalon --mode=700 /data
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH JALON_DATA_FOLDER=/data
USER 10001
WORKDIR /data
VOLUME /data
# No HEALTHCHECK: the bot opens no port, waits out an outage of Telegram or of the database, and ends on
# whatever it cannot mend. The restart policy is its watchman.
ENTRYPOINT ["jalon"]
CMD ["run"]
