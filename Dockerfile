# RumiAI on a CUDA machine; without a GPU the same image runs on the CPU.
# Results go to /work (mount a folder there), trained weights live in the volume /weights.
FROM nvidia/cuda:13.0.2-runtime-ubuntu24.04

RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3 python3-pip make \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 10001 rumiai \
 && mkdir /opt/rumiai /weights /work \
 && chown rumiai /opt/rumiai /weights /work

USER rumiai
WORKDIR /opt/rumiai
COPY --chown=rumiai pyproject.toml requirements.lock README.md Makefile ./
COPY --chown=rumiai prompts/ prompts/
COPY --chown=rumiai rumiai/ rumiai/
COPY --chown=rumiai rumiai_v2/ rumiai_v2/
COPY --chown=rumiai scripts/ scripts/
RUN ln -s scripts/run_video_prompts_validated_v2.py . \
 && make setup && rm -rf /home/rumiai/.cache

ENV PATH=/opt/rumiai/.venv/bin:$PATH RUMIAI_WEIGHTS_DIR=/weights
VOLUME /weights
WORKDIR /work
ENTRYPOINT ["rumiai"]
