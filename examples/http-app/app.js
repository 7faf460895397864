import { createServer } from "node:http";
import { createHttpGuard } from "azure-client-cert/http";
import { WebSocketServer } from "ws";

const guard = createHttpGuard(); // reads CLIENT_CERT_*; throws here, with every problem at once
const server = createServer(guard.handler((req, res) => res.end(`caller: ${req.clientCert?.caller}`)));

const sockets = new WebSocketServer({ noServer: true });
const upgrade = guard.upgrade((req, socket, head) => {
  sockets.handleUpgrade(req, socket, head, (client) => {
    client.on("error", console.error).send(`caller: ${req.clientCert?.caller}`);
  });
});
server.on("upgrade", upgrade);
server.listen(process.env.PORT ?? 8080); // on Windows PORT is a pipe
