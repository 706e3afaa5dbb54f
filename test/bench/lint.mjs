import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compare } from './measure.mjs';
import { checkJsonschema, helm } from './peers.mjs';
import { print } from './print.mjs';
import { valuesText } from './values-text.mjs';

const PHASEGATE = resolve(import.meta.dirname, '../../bin/phasegate.js');
/** All rules are on; whatever they find is no failure of the run. */
const LINT = [process.execPath, PHASEGATE, 'lint', '--quiet', '--fail-on', 'never'];
const HELM_RUNS = 20;
const AIM = 0.5;

/** Folders with as many values files as their names say, and the names of the files. */
function writeValues(folder, counts) {
  const names = new Map();
  for (const count of counts) {
    mkdirSync(join(folder, `${count}`), { recursive: true });
    const files = Array.from({ length: count }, (_, index) => `${count}/values-${index}.yaml`);
    for (const [index, file] of files.entries()) writeFileSync(join(folder, file), valuesText(index));
    names.set(count, files);
  }
  return names;
}

/** A chart that takes any values and renders next to nothing. */
function writeChart(folder) {
  mkdirSync(join(folder, 'chart/templates'), { recursive: true });
  const files = {
    'Chart.yaml': 'apiVersion: v2\nname: tiny\nversion: 0.1.0\nicon: https://example.invalid/icon.svg\n',
    'values.yaml': '{}\n',
    'templates/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'chart', name), text);
}

/** Each program with the files it is to look at; those that are not here are left out. */
function contenders(folder, files) {
  const schema = checkJsonschema();
  const helmProgram = helm();
  writeFileSync(join(folder, 'schema.json'), '{}\n');
  const check = schema && [schema, '--schemafile', 'schema.json'];
  return {
    check: (count) =>
      check ? [{ name: 'check-jsonschema', command: [...check, ...files.get(count)], cwd: folder }] : [],
    helm: (times) => (helmProgram ? [helmLint(helmProgram, times, folder, files)] : []),
  };
}

/** helm lint looks at one release a process. */
function helmLint(program, times, folder, files) {
  const each = 'for file in "$@"; do "$0" lint chart --values "$file" >/dev/null || exit 1; done';
  const chosen = files.get(1000).slice(0, times);
  return { name: 'helm lint', command: ['sh', '-c', each, program, ...chosen], cwd: folder };
}

/** Figures of a program that ran for a part of the files, as if it had run for all. */
function scaled(figures, name, factor) {
  const own = figures.get(name);
  if (!own) return figures;
  const each = own.each.map((seconds) => seconds * factor);
  return new Map([...figures, [name, { ...own, seconds: own.seconds * factor, each }]]);
}

function oneFile(folder, files, others) {
  const node = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };
  const phasegate = { name: 'phasegate', command: [...LINT, ...files.get(1)], cwd: folder };
  const size = (valuesText(0).length / 1000).toFixed(1);
  const figures = compare([phasegate, node, ...others.check(1), ...others.helm(1)], 15);
  print(`lint: one values file of ${size} KB, from a cold start`, figures, [
    ['phasegate', 'node -e 0', '-'],
    ['phasegate', 'check-jsonschema', AIM],
    ['phasegate', 'helm lint', '-'],
  ]);
}

function thousandFiles(folder, files, others) {
  const named = { name: 'phasegate', command: [...LINT, ...files.get(1000)], cwd: folder };
  const globbed = { name: 'phasegate, by glob', command: [...LINT, '1000/**/values-*.yaml'], cwd: folder };
  const figures = compare([named, globbed, ...others.check(1000), ...others.helm(HELM_RUNS)], 5);
  print('lint: 1,000 such files in one run', scaled(figures, 'helm lint', 1000 / HELM_RUNS), [
    ['phasegate', 'check-jsonschema', AIM],
    ['phasegate, by glob', 'check-jsonschema', AIM],
    ['phasegate', 'helm lint', '-'],
  ]);
  if (figures.has('helm lint'))
    console.log(`  helm lint takes a process a file: measured for ${HELM_RUNS} files, scaled to 1,000`);
}

function growth(folder) {
  const counts = [1000, 2000, 4000];
  const commands = counts.map((count) => ({
    name: `${count} files`,
    command: [...LINT, `${count}/values-*.yaml`],
    cwd: folder,
  }));
  const figures = compare(commands, 5);
  print('lint: twice and four times as many files', figures, [
    ['2000 files', '1000 files', '2.1'],
    ['4000 files', '2000 files', '2.1'],
  ]);
}

/** Time and memory of lint beside other checks of values files. */
export function benchLint(folder) {
  const files = writeValues(folder, [1, 1000, 2000, 4000]);
  writeChart(folder);
  const others = contenders(folder, files);
  oneFile(folder, files, others);
  thousandFiles(folder, files, others);
  growth(folder);
}
