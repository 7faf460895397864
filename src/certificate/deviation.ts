/**
 * An encoding that DER or RFC 5280 forbids and that real private PKIs write all the same. Harmless: conformance
 * "standard" passes over it, "strict" refuses.
 */
export interface Deviation {
  readonly kind:
    | "boolean_not_canonical"
    | "default_encoded"
    | "key_usage_untrimmed"
    | "generalized_time_before_2050"
    | "parameters_absent";
  /** The field or extension that holds it. */
  readonly where: string;
}
