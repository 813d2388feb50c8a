# The service in one small image: one binary, one volume (/data), no root.
#
#   docker build -t vitae .
#   docker run -p 127.0.0.1:8000:8000 -v vitae:/data vitae
#   docker run -i -v vitae:/data vitae import - < records.ndjson

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin vitae && strip target/release/vitae

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin vitae \
    && install -d -o vitae -g vitae /data
COPY --from=build /src/target/release/vitae /usr/local/bin/vitae
USER vitae
WORKDIR /data
ENV VITAE_DATABASE=sqlite:///data/vitae.db \
    VITAE_LISTEN=0.0.0.0:8000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["vitae", "health"]
ENTRYPOINT ["vitae"]
CMD ["serve"]
