# The program and nothing else, run by a user without rights:
#
#     docker build --tag fmld-synth .
#     docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/data" fmld-synth generate --input faces --output out
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY fmld_synth fmld_synth
COPY mask_templates mask_templates
COPY baselines baselines
RUN python -m venv /opt/fmld-synth
RUN /opt/fmld-synth/bin/python -m pip install --no-cache-dir --constraint constraints.txt .

FROM python:3.13-slim
COPY --from=build /opt/fmld-synth /opt/fmld-synth
RUN useradd --uid 1000 --create-home user
USER user
WORKDIR /data
ENTRYPOINT ["/opt/fmld-synth/bin/fmld-synth"]
CMD ["--help"]
