# The one image of every Python process; the command chooses which: `python -m twyst.order api`, and so on.
#
# A build needs the Python registry and nothing else. Behind a private certificate authority, SSL_CERT_FILE (uv) and
# PIP_CERT (pip) name a bundle that the base image holds. The file keeps to what every builder knows.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ARG SSL_CERT_FILE
ARG PIP_CERT
# uv brings roots of its own; it shall trust what the base image trusts.
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1
WORKDIR /srv/twyst

# uv comes with its hashes from the lock of development and stays behind in this stage.
COPY requirements.lock /tmp/development.lock
RUN awk '/^[a-z0-9]/ {on = /^uv==/} on' /tmp/development.lock > /tmp/uv.lock \
 && python3 -m venv /opt/uv \
 && /opt/uv/bin/pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps --require-hashes -r /tmp/uv.lock

# What the services need changes less often than they do, so it has its own layer.
COPY deploy/images/requirements.lock /tmp/requirements.lock
RUN python3 -m venv --without-pip /opt/twyst \
 && /opt/uv/bin/uv pip sync --quiet --python /opt/twyst/bin/python --require-hashes /tmp/requirements.lock

# The members stay where their sources lie: each service finds its migrations beside its package.
COPY contracts/python contracts/python
COPY libs libs
COPY services services
RUN printf -- '-e ./%s\n' contracts/python libs/* services/* > /tmp/members.txt \
 && /opt/uv/bin/uv pip install --quiet --python /opt/twyst/bin/python --no-deps -r /tmp/members.txt \
 && /opt/uv/bin/uv pip check --quiet --python /opt/twyst/bin/python \
 && /opt/twyst/bin/python -m compileall -q .

FROM ${PYTHON_IMAGE}
# The folders that volumes are mounted on: an empty volume takes over the folder's owner.
RUN groupadd --gid 10001 twyst \
 && useradd --uid 10001 --gid twyst --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin twyst \
 && install --directory --owner twyst --group twyst --mode 0700 /var/lib/twyst/keys /var/lib/twyst/sandbox
COPY --from=build /opt/twyst /opt/twyst
COPY --from=build /srv/twyst /srv/twyst
ENV PATH=/opt/twyst/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/twyst
USER 10001:10001
EXPOSE 8080
