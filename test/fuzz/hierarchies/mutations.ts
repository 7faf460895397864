import type { Mutation } from "./mutation.ts";
import { EXTENSION_MUTATIONS } from "./mutations-extensions.ts";
import { FIELD_MUTATIONS } from "./mutations-fields.ts";
import { NAME_MUTATIONS } from "./mutations-names.ts";
import { POLICY_MUTATIONS } from "./mutations-policies.ts";
import { SHAPE_MUTATIONS } from "./mutations-shape.ts";

/** Everything that is done to a sound hierarchy. Not all of it is a defect. What stands twice comes twice as often. */
export const MUTATIONS: readonly Mutation[] = [
  ...EXTENSION_MUTATIONS,
  ...FIELD_MUTATIONS,
  ...NAME_MUTATIONS,
  ...POLICY_MUTATIONS,
  ...SHAPE_MUTATIONS,
];
