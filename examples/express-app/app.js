import { clientCertificate } from "azure-client-cert/express";
import express from "express";

const app = express();
const guard = clientCertificate(); // reads CLIENT_CERT_*; throws here, with every problem at once
app.get("/healthz", (_req, res) => res.json(guard.health())); // 200 while alive; the body says what is wrong
app.use(guard);
app.get("/orders", (req, res) => res.json({ caller: req.clientCert?.caller }));
app.get("/admin", guard.only({ subject: "CN=ops,O=Contoso,C=DE" }), (_req, res) => res.send("hi"));
app.listen(process.env.PORT ?? 8080); // on Windows PORT is a pipe
