// Prints the counts of each suite and, as the last line, their sum; exits 1 if anything failed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const [folder, ...suites] = process.argv.slice(2);

/** The counts of one suite, from vitest's JSON report and the exit code of its command. */
function countsOf(suite) {
  const status = Number(readFileSync(join(folder, `${suite}.status`), 'utf8'));
  const report = join(folder, `${suite}.json`);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const failed = numFailedTests + testResults.filter(failedBeforeItsTests).length;
  return {
    passed: numPassedTests,
    // A command can fail beside its tests: an unhandled rejection, a time limit.
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: numPendingTests + numTodoTests,
  };
}

/** A test file that cannot be loaded fails without a failed test. */
function failedBeforeItsTests({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((result) => result.status === 'failed');
}

function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

const sum = { passed: 0, failed: 0, skipped: 0 };
for (const suite of suites) {
  const counts = countsOf(suite);
  console.log(`${suite}: ${line(counts)}`);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}
console.log(line(sum));
process.exitCode = sum.failed > 0 ? 1 : 0;
