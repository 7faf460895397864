import type { Shot } from "../../self-check/probe/shot.ts";

/** A certificate and its key in PEM, to be shown in a TLS handshake and nowhere else. */
export interface Identity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Whose certificate a client wrote into the header. `known`: one that the app admits, as the user says. */
export type ForgedHeader = "none" | "nobody" | "known";

/** Who asks, and so what is right. */
export type Role =
  /** Has no certificate, or one that nobody trusts: must not get in. */
  | "stranger"
  /** The same with a certificate, where renegotiation does not work: must reach the app, and be refused there. */
  | "without-renegotiation"
  /** The good caller: must get in. */
  | "caller";

/** One request, and how it is to be judged. */
export interface Attempt {
  /** Stable: for `--json`, and for JUnit's comparison of runs. */
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What goes over the wire. Its nonce is not sent: nobody issued one. */
  readonly shot: Shot;
  /** Undefined: no certificate. */
  readonly identity: Identity | undefined;
  /** Octets of the body of a POST. 0: a GET. */
  readonly bodyLength: number;
  readonly role: Role;
  readonly forged: ForgedHeader;
  /** Whether the platform lets this path in without a certificate, by what the user said. */
  readonly isExcluded: boolean;
  /** Whether the app lets anybody in here, by what the user said. */
  readonly isOpen: boolean;
}
