# The service in one small image: one binary, one volume (/data), no root.
#
#   docker build -t vitae .
#   docker run -p 127.0.0.1:8000:8000 -v vitae:/data vitae
#   docker run -i -v vitae:/data vitae import - < records.ndjson

# The GraphiQL page. Its packages are fetched anew only when the lock file changes.
FROM node:22-bookworm-slim AS ui
WORKDIR /ui
COPY ui/package.json ui/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY ui .
RUN npm run build -- --outDir /page --emptyOutDir

FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=ui /page /page
RUN VITAE_UI_DIST=/page cargo build --release --locked --bin vitae && strip target/release/vitae

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
