# One image; the role is the command. Sources run as they are, so there is nothing to build.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /home/node/penstock

# The optional packages are Node itself, which the base brings, and speed-ups with an install script.
COPY . .
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

# The files stay root's: a role only reads them.
USER node
EXPOSE 8080
ENTRYPOINT ["node", "apps/cli/src/main.ts"]
CMD ["serve", "--role", "api"]
