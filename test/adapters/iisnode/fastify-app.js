import Fastify from "fastify";
import { createFastifyPlugin } from "../dist/adapters/fastify-guard.js";
import { createCore } from "./core.js";

const app = Fastify();
app.register(createFastifyPlugin(createCore));
app.get("/healthz", () => app.clientCert.health());
app.get("/orders", (req) => ({ caller: req.clientCert?.caller, address: req.socket.remoteAddress ?? null }));
app.listen({ path: process.env.PORT });
