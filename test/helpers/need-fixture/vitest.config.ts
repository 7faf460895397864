import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: "node_modules/.vite/need-fixture",
  test: { include: ["test/helpers/need-fixture/*.fixture.ts"] },
});
