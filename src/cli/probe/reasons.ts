/** Why something is not as it should be, or cannot be told, in whole sentences. */
export const REASONS = {
  noDemand: "A request without a certificate got past the front end, so any client can write the certificate header.",
  plainHttp: "Plain HTTP reaches the app, and no certificate can be shown there.",
  served: "A stranger was served. If the path is meant to be open, name a protected one with --path.",
  servedByHeader: "A stranger was served, with a certificate header that it wrote itself.",
  servedExcluded:
    "A stranger was served where the platform asks for no certificate. If that is meant, add --open-path.",
  headerOfNobody:
    "A header of nobody is refused whether it reaches the app or not. Give a good caller's certificate with --cert.",
  notOpen: "The path was named as open, and the app asks for a certificate.",
  unavailable: "The app serves nobody until its host is verified, so it is not known what it does afterwards.",
  whose403: "A 403 that does not say whose it is counts only when a good caller (--cert, --key) is let in beside it.",
  certificateNotTaken: "The front end answered as if no certificate had been shown, so the app was not seen.",
  redirected: "A redirect, perhaps to a login. It is not known what lies behind it.",
  other: "It is not known who answered.",
  noAnswer: "There was no answer, and that is no refusal.",
  notSent: "Not sent, since the host was not there.",
  renegotiates: "A plain request gets to the app: renegotiation, from exclusion paths or OptionalInteractiveUser.",
  renegotiatesByChoice:
    "Exclusion paths bring renegotiation, which does not work for this: such callers are turned down.",
  callerRefused: (instance: string): string => `The app refused the good caller. Its log says why, at ${instance}.`,
  callerUnavailable: "The app serves nobody until its host is verified. azure-client-cert doctor says what is missing.",
  callerNotTaken: "The front end turned the good caller down.",
  caller403: "A 403 that does not say whose it is: the app's own, for want of a right, or another gate's.",
  callerRefusedBefore: "The good caller was not admitted without it either.",
  headerArrives: (instance: string): string =>
    `The good caller is refused once it writes a header too: so that header reaches the app. Its log: ${instance}.`,
} as const;
