# The language model, trained as the image is built. From the root: docker build --file docker/nlu.Dockerfile .
FROM python:3.10-slim AS build
ARG UV_VERSION=0.13.9
ENV UV_PYTHON_DOWNLOADS=never RASA_TELEMETRY_ENABLED=false
RUN pip install --no-cache-dir uv=="$UV_VERSION"
WORKDIR /app/nlu/training
# The libraries before the sentences: a new sentence does not install them again.
COPY nlu/training/pyproject.toml nlu/training/uv.lock nlu/training/.python-version ./
RUN uv sync --locked --no-dev
COPY nlu/fingerprint.py ../
COPY nlu/training ./
# Training needs TensorFlow and its like, serving does not (hollow.py): 1.9 GB less.
RUN .venv/bin/python train.py && uv pip uninstall \
    tensorflow tensorflow-addons tensorflow-hub tensorflow-io-gcs-filesystem tensorflow-text \
    tensorboard tensorboard-data-server keras jax jaxlib libclang ml-dtypes h5py

FROM python:3.10-slim
RUN useradd --no-create-home --uid 10001 jalon
COPY --from=build /app /app
WORKDIR /app/nlu/training
USER 10001
EXPOSE 5005
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:5005/status', timeout=4)"]
CMD [".venv/bin/python", "serve.py", "--host", "0.0.0.0", "--port", "5005"]
