import type { ScannedResource } from "../model.ts";
import { type Answer, unknown } from "./answer.ts";

/** Never a pass: what stands here may be so or not. Undefined: what stands here counts. */
export function checkProvable({ subject }: ScannedResource): Answer | undefined {
  return subject.kind === "unprovable" ? unknown(subject.reason) : undefined;
}

/** Undefined: not a module, or one whose source or defaults are known. */
export function checkModuleRead({ subject }: ScannedResource): Answer | undefined {
  return subject.kind === "opaque" ? unknown(subject.reason) : undefined;
}
