# One image for web, worker, migration and backup; it runs as an account without rights.
# tests/perfgoals/test_dockerfile.py runs these steps without Docker: see there before you write a new kind of step.

FROM python:3.11.14-slim-trixie AS packages
WORKDIR /build
# Without internet: fill wheels/ by deploy/wheels.sh on another machine, and build with --build-arg PIP_NO_INDEX=1.
ARG PIP_NO_INDEX
COPY requirements*.txt ./
COPY wheels wheels
RUN python -m venv /venv
RUN cat requirements*.txt > all.txt && /venv/bin/pip install --no-cache-dir --find-links wheels -r all.txt
WORKDIR /app
COPY . .
RUN rm -rf wheels && python -m compileall -q .
# The static files need none of the secrets, but the settings insist on them.
RUN PERFGOALS_ENV=production PERFGOALS_SECRET_KEY=unused PERFGOALS_HOSTS=unused PERFGOALS_DATA=/tmp \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.11.14-slim-trixie
# LibreOffice reads the old .doc files; without it the image is half as large: --build-arg LIBREOFFICE=0
ARG LIBREOFFICE=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && if [ "$LIBREOFFICE" = 1 ]; then \
        apt-get install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui fonts-noto-cjk; fi \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 perfgoals && useradd --system --uid 10001 --gid 10001 --no-create-home perfgoals

COPY --from=packages /venv /venv
COPY --from=packages /app /app
ENV PATH=/venv/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV PERFGOALS_ENV=production PERFGOALS_DATA=/tmp
WORKDIR /app
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "perfgoals.wsgi"]
