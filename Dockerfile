# One image for every process of Tickermill; the command chooses which. Compose names them: docker-compose.yml.

# What npm needs to know of every workspace, so that dependencies are installed anew only when they change.
FROM node:20-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/alerts/package.json packages/alerts/
COPY packages/backup/package.json packages/backup/
COPY packages/collectors/package.json packages/collectors/
COPY packages/core/package.json packages/core/
COPY packages/drill/package.json packages/drill/
COPY packages/engine/package.json packages/engine/
COPY packages/fundamentals/package.json packages/fundamentals/
COPY packages/lake/package.json packages/lake/
COPY packages/portfolio/package.json packages/portfolio/
COPY packages/quality/package.json packages/quality/
COPY packages/runtime/package.json packages/runtime/
COPY packages/store/package.json packages/store/
COPY packages/testkit/package.json packages/testkit/
COPY packages/upstream/package.json packages/upstream/
COPY apps/api/package.json apps/api/
COPY apps/cli/package.json apps/cli/
COPY apps/dashboard/package.json apps/dashboard/
COPY apps/sandbox/package.json apps/sandbox/
COPY apps/worker/package.json apps/worker/
COPY tests/package.json tests/
COPY bench/package.json bench/

# What runs needs: no compilers, no test tools, and no Postgres (the optional binaries of the embedded one).
FROM manifests AS dependencies
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN rm -rf tests bench packages/testkit node_modules/@tickermill/testkit node_modules/@tickermill/tests node_modules/@tickermill/bench

FROM manifests AS build
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json prisma.config.ts ./
COPY prisma prisma
COPY scripts scripts
COPY packages packages
COPY apps apps
RUN node scripts/prisma.mjs generate
RUN npx tsc -b apps/api apps/cli apps/sandbox apps/worker
RUN node scripts/build-dashboard.mjs
RUN find packages apps -name node_modules -prune -exec rm -rf {} +
RUN rm -rf packages/testkit packages/*/src apps/*/src apps/dashboard/public apps/dashboard/*.ts && find packages apps '(' -name '*.test.*' -o -name '*.fixture.*' -o -name '*.d.ts*' -o -name '.tsbuildinfo' ')' -delete

FROM node:20-bookworm-slim AS runtime
# Everything is root's and only read; nothing is written but to /tmp.
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps TICKERMILL_HOME=/tmp/tickermill
ENV LISTEN_HOST=0.0.0.0 API_PORT=7420 WORKER_PORT=7430 SANDBOX_HOST=0.0.0.0 SANDBOX_PORT=7421
WORKDIR /app
COPY --from=dependencies /app ./
COPY --from=build /app/packages packages
COPY --from=build /app/apps apps
COPY prisma/migrations prisma/migrations
# What the messages of alerts link to; the API serves it.
COPY docs/runbooks docs/runbooks
COPY LICENSE ./
USER node
EXPOSE 7420 7421 7430
# Node is the first process and stops in order on SIGTERM by itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:7420/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-old-space-size=448", "apps/api/dist/main.js"]
