/** What the tests themselves read; phasegate knows none of them. */
const OF_TESTS: ReadonlySet<string> = new Set([
  'PHASEGATE_CHARTS',
  'PHASEGATE_CONFORMANCE',
  'PHASEGATE_UPDATE_JUDGED',
]);

// What the developer's shell asks of phasegate must not reach the phasegate under test.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('PHASEGATE_') && !OF_TESTS.has(name)) delete process.env[name];
}
