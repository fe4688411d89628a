# One image for web, worker and migration; it runs as an account without rights.
FROM python:3.11-slim-bookworm

# LibreOffice reads the old .doc files; without it the image is half as large: --build-arg LIBREOFFICE=0
ARG LIBREOFFICE=1
RUN if [ "$LIBREOFFICE" = 1 ]; then apt-get update \
    && apt-get install -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui \
    && rm -rf /var/lib/apt/lists/*; fi

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PERFGOALS_ENV=production PERFGOALS_DATA=/tmp
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
# The static files need none of the secrets, but the settings insist on them.
RUN PERFGOALS_SECRET_KEY=unused PERFGOALS_HOSTS=unused python manage.py collectstatic --noinput

RUN useradd --system --create-home --uid 10001 perfgoals
USER perfgoals
EXPOSE 8000
CMD ["gunicorn", "perfgoals.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
