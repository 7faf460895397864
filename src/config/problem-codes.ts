/**
 * Every code with its severity (an error stops the start, a warning is told once, at the start) and its meaning in one
 * sentence; `docs/configuration.md` lists the same, held equal by a test.
 *
 * These are the configuration's own; the rules' reader adds its own for what stands inside a rule.
 */
export const PROBLEM_CODES = {
  // Names of options and variables
  option_unknown: { severity: "error", meaning: "An option of this name does not exist." },
  option_wrong_type: { severity: "error", meaning: "The option has a value of a wrong type." },
  variable_unknown: {
    severity: "error",
    meaning: "A variable of this name does not exist, and the name is close to one that does.",
  },
  variable_not_built: { severity: "error", meaning: "The variable belongs to a part that this version does not have." },
  variable_ignored: { severity: "warning", meaning: "The variable begins like the package's own and is none of them." },
  variable_overridden: {
    severity: "warning",
    meaning: "Code sets the same thing, and code wins over the environment.",
  },

  // Values in general
  value_empty: { severity: "error", meaning: "The value is empty or white space, which never means `not set`." },
  value_too_large: { severity: "error", meaning: "The value is longer than an environment variable can be." },
  value_not_allowed: { severity: "error", meaning: "The value is none of the words that are allowed." },
  key_vault_unresolved: {
    severity: "error",
    meaning: "The value is a Key Vault reference that the platform did not resolve.",
  },
  list_empty: { severity: "error", meaning: "The list has no entry." },

  // Certificates
  private_key: { severity: "error", meaning: "The value holds a private key." },
  key_store: {
    severity: "error",
    meaning: "The value is a key store (PFX, PKCS#12, JKS), which is made to hold private keys.",
  },
  pkcs7: { severity: "error", meaning: "The value is a PKCS#7 bundle (.p7b)." },
  not_a_certificate: { severity: "error", meaning: "The value is an encoded thing other than a certificate." },
  certificate_truncated: { severity: "error", meaning: "The certificate ends before its own length says." },
  certificate_unreadable: { severity: "error", meaning: "The certificate is not what RFC 5280 section 4 describes." },
  pem_damaged: {
    severity: "error",
    meaning: "A PEM block lacks its BEGIN or END line or holds something other than base64.",
  },
  source_unknown: {
    severity: "error",
    meaning: "The value is neither a certificate nor the path of a file or folder.",
  },
  file_unreadable: { severity: "error", meaning: "The file or folder cannot be read." },
  folder_empty: { severity: "error", meaning: "The folder holds no file with a certificate's ending." },
  files_ignored: {
    severity: "warning",
    meaning: "The folder holds files whose ending is no certificate's; they are not read.",
  },
  text_passed_over: { severity: "warning", meaning: "Text between PEM blocks is not part of any certificate." },
  certificate_repeated: { severity: "warning", meaning: "The same certificate is given more than once." },

  // Trust
  trust_missing: {
    severity: "error",
    meaning: "Nothing says whom to trust: there are neither trust anchors nor pins.",
  },
  allow_missing: {
    severity: "error",
    meaning: "There are trust anchors and nothing says which of their clients to admit.",
  },
  allow_without_anchors: {
    severity: "error",
    meaning: "Chain callers are to be admitted, and there is no trust anchor for their chain.",
  },
  intermediates_without_anchors: {
    severity: "error",
    meaning: "There are intermediates and no trust anchor above them.",
  },
  leaf_among_anchors: { severity: "error", meaning: "A trust anchor is no certification authority's certificate." },
  leaf_among_intermediates: {
    severity: "error",
    meaning: "An intermediate is no certification authority's certificate.",
  },
  root_among_intermediates: {
    severity: "warning",
    meaning: "An intermediate is self-issued; standing there it is not trusted.",
  },
  anchor_unusable: { severity: "error", meaning: "A trust anchor's key can never be used." },
  anchor_not_valid: {
    severity: "warning",
    meaning: "A trust anchor is outside its validity; once expired it is not used.",
  },
  anchors_all_invalid: { severity: "error", meaning: "No trust anchor is within its validity." },
  intermediate_not_valid: {
    severity: "warning",
    meaning: "An intermediate is outside its validity; paths through it are refused.",
  },
  pin_malformed: { severity: "error", meaning: "A pin is not written as pins are." },
  pin_invisible_character: {
    severity: "warning",
    meaning: "A pin holds a character that nobody sees; it is left out.",
  },
  pin_unusable: { severity: "error", meaning: "A pinned certificate's key can never be accepted." },
  pin_repeated: { severity: "warning", meaning: "The same pin is given more than once." },
  pin_not_valid: {
    severity: "warning",
    meaning: "A pinned certificate is outside its validity, so its holder is refused.",
  },

  // Whom to admit
  allow_conflict: { severity: "error", meaning: "The rules are given in two ways at once." },
  allow_not_json: { severity: "error", meaning: "The rules are not JSON." },
  allow_member_repeated: {
    severity: "error",
    meaning: "A rule has a member twice, of which JSON would keep the last.",
  },
  eku_without_lists: { severity: "error", meaning: "The purpose is set for the flat lists, and there are none." },
  rule_issuer_unknown: { severity: "warning", meaning: "A rule names an issuer that no configured authority is." },
  public_root_any: { severity: "error", meaning: "Any client of a public certification authority would be admitted." },

  // Paths, report mode, host, time
  open_path_malformed: { severity: "error", meaning: "An open path is not written as open paths are." },
  open_path_everything: { severity: "error", meaning: "An open path opens the whole app." },
  open_path_repeated: { severity: "warning", meaning: "The same open path is given more than once." },
  report_until_missing: { severity: "error", meaning: "Report mode has no end date." },
  report_until_unexpected: { severity: "error", meaning: "There is an end date for a report mode that is not on." },
  report_until_malformed: { severity: "error", meaning: "The end date of report mode is no date." },
  report_until_past: { severity: "warning", meaning: "The end date of report mode has passed." },
  front_end_undecided: {
    severity: "error",
    meaning: "Neither the configuration nor the host says which front end sets the header.",
  },
  front_end_not_json: { severity: "error", meaning: "The front end is an object that is not JSON." },
  front_end_member_repeated: {
    severity: "error",
    meaning: "The front end has a member twice, of which JSON would keep the last.",
  },
  front_end_member_unknown: { severity: "error", meaning: "The front end has a member that is none of its own." },
  front_end_incomplete: {
    severity: "error",
    meaning: "The name of the front end alone does not say which header to read.",
  },
  front_end_header_invalid: {
    severity: "error",
    meaning: "The header that the front end is to write is none that can carry a certificate to be believed.",
  },
  front_end_other_host: {
    severity: "error",
    meaning: "The front end that was written down cannot be the one of the host that the app runs on.",
  },
  trusted_peer_malformed: { severity: "error", meaning: "A trusted peer is neither an address nor a range." },
  trusted_peers_everyone: { severity: "error", meaning: "The trusted peers are everyone." },
  trusted_peers_missing: {
    severity: "error",
    meaning: "A proxy of one's own writes the header, and nothing says from where it connects.",
  },
  trusted_peers_unexpected: {
    severity: "error",
    meaning: "There are trusted peers where every connection comes from the platform.",
  },
  public_host_malformed: { severity: "error", meaning: "The public host is no name with or without a port." },
  probe_key_short: { severity: "error", meaning: "The key of the probe is shorter than 32 octets." },
  self_check_off_azure: {
    severity: "error",
    meaning: "There is no Azure host to be asked about itself, and the self-check is not off.",
  },
  self_check_unprovable: {
    severity: "error",
    meaning: "Proof is wanted of a header that is not the platform's alone, which no probe can try.",
  },
  self_check_age_malformed: {
    severity: "error",
    meaning: "The age at which the host's word no longer counts is no whole number of seconds from an hour to a week.",
  },
  host_resource_id_invalid: { severity: "error", meaning: "The resource id is none of a site or a container app." },
  host_resource_id_mismatch: {
    severity: "error",
    meaning: "The resource id names another app than the one that the host says this is.",
  },
  clock_skew_malformed: { severity: "error", meaning: "The tolerance is no whole number of seconds from 0 to 300." },
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;
