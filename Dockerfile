# The server in a container: data under /data, port 8083, an unprivileged user.
#
#   docker build -t stepwell .
#   docker run -p 8083:8083 -v stepwell:/data -v ./keys.yaml:/etc/stepwell/keys.yaml:ro stepwell \
#     serve --host 0.0.0.0 --data /data --keys /etc/stepwell/keys.yaml
#
# A container listens on an address that others reach, so the server asks for keys, or for --open where it is meant
# to serve everybody: without one of the two it refuses to start and says so.

FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /opt/stepwell
COPY --from=build /build/package.json ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build /build/node_modules ./node_modules
RUN install -d -o node -g node /data /functions
USER node
VOLUME /data
EXPOSE 8083
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8083/healthz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1: it gets SIGTERM itself, drains and ends with 0.
ENTRYPOINT ["node", "bin/stepwell.js"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/data", "--functions", "/functions"]
