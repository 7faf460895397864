import type { Socket } from "node:net";

/** Every connection of a stand, so that none outlives it. */
export class Connections {
  readonly #open = new Set<Socket>();

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => this.#open.delete(socket));
  }

  /** Breaks all of them, and resolves when they are gone. */
  async close(): Promise<void> {
    const sockets = [...this.#open];
    const gone = sockets.map((socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())));
    for (const socket of sockets) socket.destroy();
    await Promise.all(gone);
  }
}
