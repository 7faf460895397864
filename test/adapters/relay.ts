import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A port before a server that can be shut, so that connections are refused, and opened again. */
export interface Relay {
  readonly port: number;
  shut(): Promise<void>;
  open(): Promise<void>;
}

export async function createRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((inner) => {
    const outer = connect(targetPort, "127.0.0.1");
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
    }
    inner.pipe(outer).pipe(inner);
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", () => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    shut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    open: () => listen(port),
  };
}
