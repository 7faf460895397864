import clientCertificate from "azure-client-cert/fastify";
import Fastify from "fastify";

const app = Fastify({ logger: true });
app.register(clientCertificate); // reads CLIENT_CERT_*; the start fails with every problem at once
app.get("/healthz", { config: { clientCert: "open" } }, () => app.clientCert.health());
app.get("/orders", (req) => ({ caller: req.clientCert?.caller }));
const port = process.env.PORT ?? "8080"; // on Windows PORT is a pipe
app.listen(/^\d+$/.test(port) ? { port: Number(port), host: "0.0.0.0" } : { path: port });
