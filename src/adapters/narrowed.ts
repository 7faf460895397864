import type { Decision, GuardRequest } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import type { Narrowing } from "../guard/narrowing.ts";

/** The decision once the route has had its say. In report mode, too, a route is only for those it is meant for. */
export function narrowed(
  core: GuardCore,
  decision: Decision,
  narrowing: Narrowing | undefined,
  request: GuardRequest,
): Decision {
  if (narrowing === undefined || decision.kind === "refused") return decision;
  const client = decision.kind === "admitted" ? decision.client : undefined;
  const verdict = core.narrow(client, narrowing, request);
  return verdict.kind === "refused" ? verdict : decision;
}
