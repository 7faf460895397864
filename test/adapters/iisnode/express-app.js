import express from "express";
import { createExpressGuard } from "../dist/adapters/express-guard.js";
import { createCore } from "./core.js";

const app = express();
const guard = createExpressGuard(createCore());
app.get("/healthz", (_req, res) => res.json(guard.health()));
app.use(guard);
app.get("/orders", (req, res) => {
  res.json({ caller: req.clientCert?.caller, address: req.socket.remoteAddress ?? null });
});
app.listen(process.env.PORT);
