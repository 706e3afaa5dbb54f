// Compiles JSON Schemas to plain functions ahead of time: at run time neither a schema nor ajv is loaded.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

const SCHEMAS = { config: 'schemas/config.schema.json' };
const OUTPUT = 'src/config/generated';

mkdirSync(OUTPUT, { recursive: true });
for (const [name, file] of Object.entries(SCHEMAS)) {
  const ajv = new Ajv.default({ allErrors: true, verbose: true, code: { source: true, esm: true } });
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
  writeFileSync(`${OUTPUT}/validate-${name}.js`, standaloneCode.default(ajv, validate));
  writeFileSync(
    `${OUTPUT}/validate-${name}.d.ts`,
    "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction;\nexport default validate;\n",
  );
}
