import type { SelfCheckStatus } from "./status.ts";

/** Thrown by `verified` when the host did not come to be trusted in time. */
export class HostNotVerifiedError extends Error {
  override readonly name = "HostNotVerifiedError";
  readonly code = "ERR_CLIENT_CERT_HOST_NOT_VERIFIED";
  declare readonly status: SelfCheckStatus;

  constructor(status: SelfCheckStatus) {
    super(describe(status));
    // The message says it all; Node would print it a second time, as a property.
    Object.defineProperty(this, "status", { value: status, enumerable: false });
  }
}

function describe({ because, failure, remedy }: SelfCheckStatus): string {
  const cause = failure === null ? "" : ` ${failure.message} [${failure.code}]`;
  return `The certificate header of this host cannot be trusted (${because}).${cause}${remedy === null ? "" : ` ${remedy}`}`;
}
