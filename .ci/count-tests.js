// Prints one line from the test runner's JSON report, and fails when there is no report to read or a test failed.
import { readFileSync } from "node:fs";

const { passed, failed, skipped } = count();
console.log(`Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0) process.exitCode = 1;

function count() {
  try {
    const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
    // A file that could not be loaded has no tests to count, and counts as one that failed.
    const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
    const failed = report.numFailedTests + broken.length;
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && !report.success ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
