import type { Target } from "../../testing/front-end-forward.ts";

/**
 * Where the app listens. Only on this machine: whatever is behind the stand is reached in plain HTTP, with a header that
 * says who calls.
 *
 * @returns What is wrong with it, as text.
 */
export function readTarget(text: string): Target | string {
  const url = parse(text);
  if (url === undefined || url.protocol !== "http:") {
    return "--target: write the URL of the app in plain HTTP, as platforms reach it: http://localhost:8080.";
  }
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return "--target: write scheme, host and port alone: http://localhost:8080.";
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!isLoopback(host)) return "--target: the app must be on this machine: localhost, 127.0.0.1 or [::1].";
  return { host, port: url.port === "" ? 80 : Number(url.port) };
}

export function urlOf({ host, port }: Target): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Addresses as the URL reader has normalised them. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
