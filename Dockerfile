# Three stages: the front end, the Python packages, and what runs. No secret is needed to build.

FROM node:22-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY static/ static/
RUN npm run build

FROM python:3.13-slim AS packages
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN UV_PYTHON_DOWNLOADS=never uv sync --frozen --no-dev --compile-bytecode

FROM python:3.13-slim
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WALLBOARD_MODE=production \
    WALLBOARD_STATE_DIR=/tmp/wallboard \
    WALLBOARD_STATIC_ROOT=/app/staticfiles
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin wallboard
COPY --from=packages /app/.venv .venv
COPY manage.py ./
COPY bootstrap/ bootstrap/
COPY connectors/ connectors/
COPY locale/ locale/
COPY templates/ templates/
COPY wallboard/ wallboard/
COPY --from=front-end /app/static/dist static/dist
RUN python -m wallboard.words.build
# Production settings refuse to load half-set; these words exist for this one line only.
RUN WALLBOARD_SECRET_KEY=only-to-collect-static-files-while-the-image-is-built-0 \
    WALLBOARD_ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    WALLBOARD_HOSTS=localhost \
    WALLBOARD_REDIS_URL=redis://localhost:6379/0 \
    DATABASE_URL=sqlite:////tmp/build.sqlite3 \
    python manage.py collectstatic --noinput --verbosity 0
USER wallboard
EXPOSE 8000
CMD ["daphne", "--no-server-name", "-e", "tcp:port=8000:interface=0.0.0.0:backlog=4096", "wallboard.asgi:application"]
