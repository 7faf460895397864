import { Random } from "../random.ts";
import type { CertificatePlan, Hierarchy, KeyName } from "./hierarchy.ts";
import { MUTATIONS } from "./mutations.ts";

/**
 * A hierarchy of 2 to 6 levels with what may stand in its certificates and what may be wrong with them. The same for the same seed and
 * index. Every name holds the index, so that hierarchies can stand beside each other without having to do with each other.
 */
export function generate(seed: number, index: number): Hierarchy {
  const random = new Random(seed, index);
  let hierarchy = soundHierarchy(random, index);
  for (let left = random.pick(HOW_MANY); left > 0; left--) hierarchy = random.pick(MUTATIONS)(hierarchy, random);
  return hierarchy;
}

/** Mutations of one hierarchy: mostly one or two, sometimes a heap. */
const HOW_MANY = [0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 6];

function soundHierarchy(random: Random, index: number): Hierarchy {
  const levels = 2 + random.below(5);
  const certificates: CertificatePlan[] = Array.from({ length: levels }, (_, depth) => {
    const fromAnchor = levels - 1 - depth;
    return {
      id: depth === 0 ? "leaf" : `ca${fromAnchor}`,
      place: depth === 0 ? "leaf" : fromAnchor === 0 ? "anchor" : "intermediate",
      issuer: `ca${Math.max(0, fromAnchor - 1)}`,
      subject: `CN=${depth === 0 ? "leaf" : `ca${fromAnchor}`},O=H${index}`,
      key: usualKey(random, depth),
      options: {},
    };
  });
  return { certificates, demands: {} };
}

/** Mostly P-256, which is quick; no two certificates of a sound hierarchy share a key. */
function usualKey(random: Random, depth: number): KeyName {
  const other = random.pick(["ec-p384", "ed25519", "rsa-2048"] as const);
  return { kind: random.oneIn(8) ? other : "ec-p256", number: depth };
}
