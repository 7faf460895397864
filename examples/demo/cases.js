// Who comes, through which front end, and what each must get. Only data: what plays the front end is up to the reader.
import { pinOf } from "./estate.js";

/**
 * How a front end treats certificates and headers:
 *
 * - `required`: App Service with clientCertMode Required. Refuses whoever shows no certificate, replaces the header.
 * - `optional`: the same, but whoever shows no certificate gets through without the header. App Service's Optional.
 * - `appending`: badly configured. Adds its header beside one that the client wrote.
 * - `passing`: badly configured. Lets a header that the client wrote pass as its own.
 *
 * @typedef {"required" | "optional" | "appending" | "passing"} FrontEndKind
 */

/**
 * @typedef {object} Case
 * @property {string} name Who comes, and how.
 * @property {FrontEndKind} frontEnd
 * @property {{ readonly cert: string, readonly key: string } | undefined} presents Shown in the TLS handshake, in PEM.
 * @property {Readonly<Record<string, string>>} headers What the client sends beside.
 * @property {string} path The request target, to be sent as it is.
 * @property {200 | 403} status What the client must get.
 * @property {string | undefined} code Why the app must refuse. Undefined: it does not, or is not even asked.
 * @property {string | undefined} caller Whom `/orders` must name. Undefined: it must not be reached.
 */

/**
 * The cases, in the order in which they are told.
 *
 * @param {import("./estate.js").Estate} estate
 * @returns {readonly Case[]}
 */
export function demoCases(estate) {
  return [...certificateCases(estate), ...forgeries(estate), ...withoutCertificate(), ...badFrontEnds(estate)];
}

/** @param {import("./estate.js").Estate} estate */
function certificateCases({ certificates: is }) {
  return [
    visit("the right caller", { shows: is.billing }, admitted("billing")),
    visit("the other right caller, of another CA", { shows: is.warehouse }, admitted("warehouse")),
    visit("a pinned partner, self-signed", { shows: is.partner }, admitted(pinOf(is.partner))),
    visit("right name, wrong issuer", { shows: is.wrongIssuer }, refused("issuer_unknown")),
    visit("right issuer, wrong subject", { shows: is.wrongSubject }, refused("subject_not_allowed")),
    visit("one caller's name from the other's CA", { shows: is.crossed }, refused("issuer_not_allowed")),
    visit("expired", { shows: is.expired }, refused("certificate_expired")),
    visit("not yet valid", { shows: is.notYetValid }, refused("certificate_not_yet_valid")),
    visit("self-signed, right name", { shows: is.selfSigned }, refused("issuer_unknown")),
    visit("issued by a namesake of the CA", { shows: is.forgedIssuer }, refused("signature_invalid")),
    visit("the CA itself as client", { shows: is.authority }, refused("ca_as_client")),
    visit("a certificate for servers only", { shows: is.serverOnly }, refused("extended_key_usage_not_allowed")),
    visit("no certificate", {}, refusedByFrontEnd()),
  ];
}

/**
 * A certificate is public, so anyone can copy the right caller's into a header. What counts is the front end.
 *
 * @param {import("./estate.js").Estate} estate
 */
function forgeries({ certificates: is }) {
  const copy = header(is.billing.header);
  const garbage = header("%%% garbage %%%");
  return [
    visit("forged header, no certificate", { headers: copy }, refusedByFrontEnd()),
    visit("forged header, own certificate", { shows: is.throwAway, headers: copy }, refused("issuer_unknown")),
    visit("garbage header, own certificate", { shows: is.throwAway, headers: garbage }, refused("issuer_unknown")),
    visit("forged header, no certificate", { frontEnd: "optional", headers: copy }, refused("header_missing")),
    visit("garbage header, no certificate", { frontEnd: "optional", headers: garbage }, refused("header_missing")),
  ];
}

function withoutCertificate() {
  const frontEnd = "optional";
  return [
    visit("no certificate", { frontEnd }, refused("header_missing")),
    visit("no certificate, open path", { frontEnd, path: "/healthz" }, open()),
    visit("no certificate, /healthz/../orders", { frontEnd, path: "/healthz/../orders" }, refused("header_missing")),
  ];
}

/** @param {import("./estate.js").Estate} estate */
function badFrontEnds({ certificates: is }) {
  const copy = header(is.billing.header);
  const garbage = header("%%% garbage %%%");
  const appending = { frontEnd: /** @type {const} */ ("appending"), shows: is.throwAway };
  const passing = { frontEnd: /** @type {const} */ ("passing") };
  return [
    visit("forged header, own certificate", { ...appending, headers: copy }, refused("header_duplicated")),
    visit("garbage header, no certificate", { ...passing, headers: garbage }, refused("header_malformed")),
    // The app cannot know that it was not the front end who wrote this: why nothing may get around the front end.
    visit("FORGED HEADER, no certificate", { ...passing, headers: copy }, admitted("billing")),
  ];
}

/**
 * @param {string} name
 * @param {object} how
 * @param {FrontEndKind} [how.frontEnd]
 * @param {import("./estate.js").Certificate} [how.shows]
 * @param {Readonly<Record<string, string>>} [how.headers]
 * @param {string} [how.path]
 * @param {Pick<Case, "status" | "code" | "caller">} expected
 * @returns {Case}
 */
function visit(name, { frontEnd = "required", shows, headers = {}, path = "/orders" }, expected) {
  const presents = shows && { cert: shows.chainPem, key: shows.privateKeyPem };
  return { name, frontEnd, presents, headers, path, ...expected };
}

/** @param {string} value */
function header(value) {
  return { "X-ARR-ClientCert": value };
}

/**
 * @param {string} caller
 * @returns {Pick<Case, "status" | "code" | "caller">}
 */
function admitted(caller) {
  return { status: 200, code: undefined, caller };
}

/**
 * @param {string} code
 * @returns {Pick<Case, "status" | "code" | "caller">}
 */
function refused(code) {
  return { status: 403, code, caller: undefined };
}

/** @returns {Pick<Case, "status" | "code" | "caller">} */
function refusedByFrontEnd() {
  return { status: 403, code: undefined, caller: undefined };
}

/** @returns {Pick<Case, "status" | "code" | "caller">} */
function open() {
  return { status: 200, code: undefined, caller: undefined };
}
