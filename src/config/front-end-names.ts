import type { FrontEndName, FrontEndSettings } from "../header/source.ts";

/** What a name alone means; undefined where it does not say enough. */
export const BARE_FRONT_ENDS: Readonly<Record<FrontEndName, FrontEndSettings | undefined>> = Object.freeze({
  "app-service": Object.freeze({ name: "app-service" }),
  "container-apps": Object.freeze({ name: "container-apps", elements: 1 }),
  "application-gateway": undefined,
  rfc9440: Object.freeze({ name: "rfc9440" }),
  socket: Object.freeze({ name: "socket" }),
  custom: undefined,
});

export const FRONT_END_NAMES: readonly FrontEndName[] = Object.freeze(Object.keys(BARE_FRONT_ENDS) as FrontEndName[]);

/** Each as it may be written, with all that it needs. */
export const COMPLETE_FORMS: Readonly<Record<FrontEndName, string>> = Object.freeze({
  "app-service": "app-service",
  "container-apps": 'container-apps, or {"name":"container-apps","elements":2}',
  "application-gateway": '{"name":"application-gateway","header":"X-Client-Certificate"}',
  rfc9440: "rfc9440",
  socket: "socket",
  custom: '{"name":"custom","header":"X-SSL-Cert","encoding":"escaped-pem"}',
});
