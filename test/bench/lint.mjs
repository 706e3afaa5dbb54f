import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compare, exponent } from './measure.mjs';
import { checkJsonschema, helm } from './peers.mjs';
import { print, printAim } from './print.mjs';
import { forms } from './runtimes.mjs';
import { valuesText } from './values-text.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
/** All rules are on; whatever they find is no failure of the run. */
const LINT = ['lint', '--quiet', '--fail-on', 'never'];
const HELM_RUNS = 20;
const SAMPLE = join(ROOT, 'golden/inputs/2.2.1/microservices/dual.yaml');
const MANIFEST = 124_000;
/** What lint may take of the time of check-jsonschema; with node a start alone takes a good part of it. */
const AIMS = { node: { one: '-', thousand: 0.4 }, executable: { one: 0.2, thousand: 0.25 } };
const EXPONENT = 1.05;
/** What a manifest beside a values file may add to a run. */
const BESIDE = 1.05;

const runtimes = () =>
  forms().map(({ name, words, node }) => ({
    name,
    aims: node === undefined ? AIMS.executable : AIMS.node,
    lint: [...words, ...LINT],
    ...(node !== undefined && { start: [node, '-e', '0'] }),
  }));

const linting = (runs, words, cwd) =>
  runs.map(({ name, lint }) => ({ name, command: [...lint, ...words], cwd }));

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

function oneFile(runs, folder, files, others) {
  const starts = runs.flatMap(({ name, start }) =>
    start ? [{ name: `${name}: -e 0`, command: start }] : [],
  );
  const size = (valuesText(0).length / 1000).toFixed(1);
  const all = [...linting(runs, files.get(1), folder), ...starts, ...others.check(1), ...others.helm(1)];
  print(
    `lint: one values file of ${size} KB, from a cold start`,
    compare(all, 15),
    runs.flatMap(({ name, aims }) => [
      [name, `${name}: -e 0`, '-'],
      [name, 'check-jsonschema', aims.one],
      [name, 'helm lint', '-'],
    ]),
  );
}

function thousandFiles(runs, folder, files, others) {
  const globbed = runs.map(({ name, lint }) => ({
    name: `${name}, by glob`,
    command: [...lint, '1000/**/values-*.yaml'],
    cwd: folder,
  }));
  const all = [...linting(runs, files.get(1000), folder), ...globbed, ...others.check(1000)];
  const figures = compare([...all, ...others.helm(HELM_RUNS)], 5);
  print(
    'lint: 1,000 such files in one run',
    scaled(figures, 'helm lint', 1000 / HELM_RUNS),
    runs.flatMap(({ name, aims }) => [
      [name, 'check-jsonschema', aims.thousand],
      [`${name}, by glob`, 'check-jsonschema', aims.thousand],
      [name, 'helm lint', '-'],
    ]),
  );
  if (figures.has('helm lint'))
    console.log(`  helm lint takes a process a file: measured for ${HELM_RUNS} files, scaled to 1,000`);
}

/** The values file beside others that were rendered: by the names of the folders, their number and how often they repeat it. */
function besideManifests(runs, folder) {
  const sample = readFileSync(SAMPLE, 'utf8');
  const manifest = sample.repeat(Math.ceil(MANIFEST / sample.length));
  const cases = [
    ['alone', 0, 1],
    ['1 of 124 KB', 1, 1],
    ['10 of 124 KB', 10, 1],
    ['1 of 12 MB', 1, 100],
  ];
  for (const [name, count, times] of cases) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'values.yaml'), valuesText(0));
    for (let at = 0; at < count; at += 1)
      writeFileSync(join(folder, name, `rendered-${at}.yaml`), manifest.repeat(times));
  }
  for (const { name: runtime, lint } of runs) {
    const commands = cases.map(([name]) => ({
      name,
      command: [...lint, 'values.yaml'],
      cwd: join(folder, name),
    }));
    print(
      `lint: one values file with rendered manifests beside it, ${runtime}`,
      compare(commands, 15),
      cases.slice(1).map(([name]) => [name, 'alone', BESIDE]),
    );
  }
}

function growth(runs, folder) {
  const counts = [1000, 2000, 4000];
  for (const { name: runtime, lint } of runs) {
    const commands = counts.map((count) => ({
      name: `${count} files`,
      command: [...lint, `${count}/values-*.yaml`],
      cwd: folder,
    }));
    const figures = compare(commands, 3);
    print(`lint: twice and four times as many files, ${runtime}`, figures, []);
    const points = counts.map((count) => [count, figures.get(`${count} files`).seconds]);
    printAim('exponent of growth', exponent(points).toFixed(2), `at most ${EXPONENT}`);
  }
}

/** Time and memory of lint beside other checks of values files. */
export function benchLint(folder) {
  const files = writeValues(folder, [1, 1000, 2000, 4000]);
  writeChart(folder);
  const runs = runtimes();
  const others = contenders(folder, files);
  oneFile(runs, folder, files, others);
  thousandFiles(runs, folder, files, others);
  besideManifests(runs, folder);
  growth(runs, folder);
}
