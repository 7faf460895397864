import { defineConfig } from "vitest/config";

const inCi = process.env["CI"] === "true";

export default defineConfig({
  // The suites that adopters copy import the package by its name, and are run from the sources.
  resolve: {
    alias: [
      {
        find: /^azure-client-cert\/(express|fastify|fetch|functions)$/,
        replacement: `${import.meta.dirname}/src/adapters/$1.ts`,
      },
      { find: /^azure-client-cert\/testing$/, replacement: `${import.meta.dirname}/src/testing/index.ts` },
      { find: /^azure-client-cert$/, replacement: `${import.meta.dirname}/src/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts", "examples/testing/*.test.ts"],
    globals: false,
    // Certificates are minted and child processes started on small, shared machines.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    allowOnly: !inCi,
    passWithNoTests: false,
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text-summary", "html"] },
  },
});
