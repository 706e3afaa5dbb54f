#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.();
const { run } = await import('../dist/phasegate.js');
process.exit(await run(process.argv.slice(2)));
