import { defineConfig } from "vitest/config";

const inCi = process.env["CI"] === "true";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globals: false,
    // Certificates are minted and child processes started on small, shared machines.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    allowOnly: !inCi,
    passWithNoTests: false,
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
  },
});
