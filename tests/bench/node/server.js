// The peer: Node's `ws`, one Redis subscription, one buffer handed to every client. No sign-in.
// node server.js PORT SNAPSHOT_FILE; the address of Redis is in WALLBOARD_REDIS_URL.
"use strict";

const { readFileSync } = require("fs");
const Redis = require("ioredis");
const { WebSocketServer } = require("ws");

const SLOW_BYTES = 262144;
const port = Number(process.argv[2]);
const snapshot = readFileSync(process.argv[3]);
const clients = new Set();

const server = new WebSocketServer({
  host: "127.0.0.1",
  port,
  backlog: 4096,
  perMessageDeflate: false,
});
server.on("connection", (client) => {
  clients.add(client);
  client.send(snapshot, { binary: false });
  client.on("close", () => clients.delete(client));
  client.on("error", () => {});
});

const redis = new Redis(process.env.WALLBOARD_REDIS_URL);
redis.subscribe("bench");
redis.on("messageBuffer", (_channel, message) => {
  for (const client of clients) {
    if (client.bufferedAmount <= SLOW_BYTES) client.send(message, { binary: false });
  }
});
