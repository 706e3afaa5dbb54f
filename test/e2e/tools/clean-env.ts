// What the developer's shell asks of phasegate must not reach the phasegate under test.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('PHASEGATE_')) delete process.env[name];
}
