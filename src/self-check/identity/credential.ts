import type { WitnessFailure } from "../witness.ts";

/** Gets tokens for Resource Manager. The credentials of `@azure/identity` fit. */
export interface Credential {
  /**
   * @param scope What the token is for, as Entra ID writes it: `https://management.azure.com/.default`.
   * @returns Null, or a rejection: there is none.
   */
  getToken(scope: string): Promise<AccessToken | null>;
  /** Told that the last token was not accepted, so that it is not handed out again. */
  forget?(): void;
}

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expiresOnTimestamp: number;
}

/** Thrown by what must throw to be a credential. Neither message nor properties ever hold a token or a secret. */
export class WitnessError extends Error {
  override readonly name = "WitnessError";
  declare readonly failure: WitnessFailure;

  constructor(failure: WitnessFailure) {
    super(`${failure.message} ${failure.remedy} [${failure.code}]`);
    // The message says it all; Node would print it a second time, as a property.
    Object.defineProperty(this, "failure", { value: failure, enumerable: false });
  }
}
