// Compiles JSON Schemas to plain functions ahead of time: at run time neither a schema nor ajv is loaded.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { transformSync } from 'esbuild';
import { importTypescript } from './import-typescript.mjs';

function compile(schema, options) {
  const ajv = new Ajv.default({
    allErrors: true,
    ...options,
    allowUnionTypes: true,
    code: { source: true, esm: true },
  });
  return standaloneCode.default(ajv, ajv.compile(schema));
}

const CONFIG = 'src/config/generated';

mkdirSync(CONFIG, { recursive: true });
writeFileSync(
  `${CONFIG}/validate-config.js`,
  compile(JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')), { verbose: true }),
);
writeFileSync(
  `${CONFIG}/validate-config.d.ts`,
  "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction;\nexport default validate;\n",
);

const PYROSCOPE = 'src/packs/pyroscope/chart';
const VALUES = `${PYROSCOPE}/generated`;

const { schemasToWrite } = await importTypescript(`${PYROSCOPE}/index.ts`);
const ranges = schemasToWrite();
const files = new Map(
  ranges.map(({ name, lint }) => {
    // No messages, and no copy of a short schema for each use of it: the texts are made elsewhere.
    const code = compile(lint, { messages: false, inlineRefs: false });
    return [
      `values-${name}.js`,
      transformSync(code, { minify: true, treeShaking: true, format: 'esm', target: 'node20.19' }).code,
    ];
  }),
);
const entries = ranges.flatMap(({ name, charts }) =>
  charts.map((chart) => `  '${chart}': () => import('./values-${name}.js'),\n`),
);
files.set('validators.js', `export const VALIDATORS = {\n${entries.join('')}};\n`);
files.set(
  'validators.d.ts',
  `import type { Validators } from '../../../../chart/check-schema.ts';
/** The compiled schema of each chart version. */
export declare const VALIDATORS: Validators;
`,
);

mkdirSync(VALUES, { recursive: true });
for (const [name, text] of files) writeFileSync(`${VALUES}/${name}`, text);
for (const name of readdirSync(VALUES).filter((present) => !files.has(present))) rmSync(`${VALUES}/${name}`);
