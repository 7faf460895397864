/** Tells whoever waits that something has happened, once for each time. */
export class Bell {
  #ring: () => void = () => undefined;
  #next: Promise<void> | undefined;

  /** Resolves with the next ring. Never rejects. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      this.#ring = resolve;
    });
    return this.#next;
  }

  ring(): void {
    this.#next = undefined;
    this.#ring();
  }
}
