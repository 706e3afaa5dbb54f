import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compare, exponent } from './measure.mjs';
import { plot } from './plot.mjs';
import { print, printAim } from './print.mjs';
import { forms } from './runtimes.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const V1_ONLY = ['ingester', 'compactor', 'store-gateway', 'querier', 'query-scheduler'];
const RENDER = 'pyroscope/2.2.1/microservices-dual.yaml';
const SAMPLE = join(ROOT, 'golden/inputs/2.2.1/microservices/dual.yaml');
const ARGUMENTS = ['render', '--phase', 'v2', '--quiet'];

/** A real microservices render where one is at hand, else the golden sample. */
function release() {
  const real =
    process.env.PHASEGATE_BENCH_RENDER ??
    join(process.env.PHASEGATE_CONFORMANCE ?? join(ROOT, '../shared/conformance'), RENDER);
  if (existsSync(real)) return { text: separated(readFileSync(real, 'utf8')), origin: 'a real render' };
  return { text: separated(readFileSync(SAMPLE, 'utf8')), origin: 'the golden sample' };
}

/** With a separator in front and a line break at the end, so that it can be put behind another. */
const separated = (text) => `${/^---/.test(text) ? '' : '---\n'}${text}${text.endsWith('\n') ? '' : '\n'}`;

/** So many releases, each of its own name. */
function releases({ text }, count) {
  const name = /app\.kubernetes\.io\/instance: "?([\w-]+)/.exec(text)?.[1] ?? 'pyroscope';
  return Array.from({ length: count }, (_, index) =>
    text
      .replaceAll(`${name}-`, `${name}-${index}-`)
      .replaceAll(`instance: ${name}`, `instance: ${name}-${index}`),
  ).join('');
}

const component = '.metadata.labels."app.kubernetes.io/component"';
const YQ = [
  `select((${component} // "" | test("^(${V1_ONLY.join('|')})$")) | not)`,
  '(.spec.template.spec.containers[]? | select(has("args")) | .args) |= (map(select(test("^-write-path") | not)) | map(sub("storage=v1-v2-dual", "storage=v2")))',
].join(' | ');

/** kustomize deletes by label and takes one arg out of each workload: its share of the same edit. */
function kustomization(folder, input) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'input.yaml'), input);
  const patches = [
    `- target: {labelSelector: "app.kubernetes.io/component in (${V1_ONLY.join(',')})"}\n  patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: Any\n    metadata:\n      name: any`,
    ...['Deployment', 'StatefulSet'].map(
      (kind) =>
        `- target: {kind: ${kind}, labelSelector: "app.kubernetes.io/component in (distributor,metastore)"}\n  patch: |-\n    - op: remove\n      path: /spec/template/spec/containers/0/args/1`,
    ),
  ];
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `resources: [input.yaml]\npatches:\n${patches.join('\n')}\n`,
  );
  return ['kustomize', 'build', folder];
}

const isInstalled = (program) => spawnSync(program, ['version']).status === 0;

/** Two programs have this name; the one from PyPI wraps jq, and does not know the edit's expressions. */
const isYqOfGo = () =>
  (spawnSync('yq', ['--version'], { encoding: 'utf8' }).stdout ?? '').includes('mikefarah');

/** yq and kustomize, as far as they are installed, each with its share of the edit of a text that a file holds. */
function peersOf() {
  const [yq, kustomize] = [isYqOfGo(), isInstalled('kustomize')];
  if (!yq) console.log('yq (github.com/mikefarah/yq) is not installed here: not compared');
  if (!kustomize) console.log('kustomize is not installed here: not compared');
  return (file, text) => [
    ...(yq ? [{ name: 'yq', command: ['yq', YQ, '-'], input: file }] : []),
    ...(kustomize ? [{ name: 'kustomize', command: kustomization(`${file}.kustomize`, text) }] : []),
  ];
}

const own = (input) => forms().map(({ name, words }) => ({ name, command: [...words, ...ARGUMENTS], input }));

const megabytes = (text) => (Buffer.byteLength(text) / 1e6).toFixed(text.length < 1e6 ? 2 : 1);

function one(folder, given, peers) {
  const file = join(folder, 'small.yaml');
  writeFileSync(file, given.text);
  const bare = forms().flatMap(({ name, node }) =>
    node ? [{ name: `${name} -e 0`, command: [node, '-e', '0'] }] : [],
  );
  const figures = compare([...own(file), ...bare, ...peers(file, given.text)], 15);
  print(`render: ${megabytes(given.text)} MB, ${given.origin}, dual to v2`, figures, [
    ['executable', 'yq', 0.7],
    ['executable', 'kustomize', 0.2],
    ...bare.slice(0, 1).map(({ name }) => ['executable', name, 0.6]),
    ...bare.map(({ name }) => [name.replace(/ -e 0$/, ''), name, 1.5]),
  ]);
  for (const { name } of bare) {
    const above = (figures.get(name.replace(/ -e 0$/, '')).seconds - figures.get(name).seconds) * 1000;
    printAim(
      `${name.replace(/ -e 0$/, '')} above ${name}`,
      `${above.toFixed(0)} ms`,
      'at most 25 ms from Node 22 on',
    );
  }
}

function many(folder, given, peers) {
  const text = releases(given, 100);
  const file = join(folder, 'many.yaml');
  writeFileSync(file, text);
  const figures = compare([...own(file), ...peers(file, text).filter(({ name }) => name === 'yq')], 3);
  print(
    `render: ${megabytes(text)} MB, 100 releases`,
    figures,
    own(file).map(({ name }) => [name, 'yq', 0.1]),
  );
  for (const { name } of own(file))
    printAim(`${name}: peak`, `${figures.get(name).mebibytes.toFixed(0)} MiB`, 'at most 80');
}

const OTHER_KINDS = [
  (index) =>
    `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop-${index}\n  namespace: shop\n  labels:\n    app.kubernetes.io/instance: shop-${index}\n    helm.sh/chart: shop-1.2.3\nspec:\n  selector:\n    matchLabels:\n      app.kubernetes.io/instance: shop-${index}\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/instance: shop-${index}\n    spec:\n      containers:\n        - name: shop\n          image: "registry.example/shop:1.${index}"\n          args: ["--listen=:8080", "--db=postgres://db-${index}:5432"]\n`,
  (index) =>
    `---\napiVersion: v1\nkind: Service\nmetadata:\n  name: shop-${index}\n  namespace: shop\nspec:\n  selector:\n    app.kubernetes.io/instance: shop-${index}\n  ports:\n    - port: 80\n`,
  (index) =>
    `---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop-${index}\n  namespace: shop\ndata:\n  note: ${Buffer.from(`note ${index}`).toString('base64')}\n`,
  (index) =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-${index}\n  namespace: shop\ndata:\n  shop.json: |\n${Array.from({ length: 200 }, (_, line) => `    {"panel": ${line}, "title": "panel ${line} of dashboard ${index}", "expr": "sum(rate(requests_total[5m])) by (job)"}\n`).join('')}`,
];

/** A gigabyte of objects of another product, with one release in the middle. */
function writeGigabyte(file, text) {
  const out = openSync(file, 'w');
  let [written, index, isIn] = [0, 0, false];
  while (written < 1e9) {
    let piece = '';
    for (let end = index + 200; index < end; index += 1)
      piece += OTHER_KINDS[index % OTHER_KINDS.length](index);
    if (!isIn && written > 5e8) {
      piece += text;
      isIn = true;
    }
    written += writeSync(out, piece);
  }
  closeSync(out);
}

function gigabyte(folder, { text }) {
  const file = join(folder, 'gigabyte.yaml');
  writeGigabyte(file, text);
  const figures = compare(own(file), 1);
  print('render: 1 GB of other objects with one release inside', figures, []);
  for (const [name, { seconds, mebibytes }] of figures) {
    printAim(`${name}: speed`, `${(1000 / seconds).toFixed(0)} MB/s`, 'at least 200');
    printAim(`${name}: peak`, `${mebibytes.toFixed(0)} MiB`, 'at most 120');
  }
}

function growth(folder, given) {
  const counts = [1, 10, 100, 1000];
  for (const { name, words } of forms().slice(0, 2)) {
    const commands = counts.map((count) => {
      const input = join(folder, `releases-${count}.yaml`);
      if (!existsSync(input)) writeFileSync(input, releases(given, count));
      return { name: `${count}`, command: [...words, ...ARGUMENTS], input };
    });
    const figures = compare(commands, 1);
    print(`render: 1 to 1,000 releases, ${name}`, figures, []);
    const seconds = (count) => figures.get(`${count}`).seconds;
    // One release takes as long as the start of the program does.
    const points = counts.slice(1).map((count) => [count, seconds(count) - seconds(1)]);
    printAim('exponent of growth from 10 releases on', exponent(points).toFixed(2), 'at most 1.05');
  }
}

/** Time against size for phasegate, yq and kustomize, drawn. */
export function benchPlot(folder) {
  const given = release();
  const peers = peersOf();
  const lines = new Map();
  for (const count of [1, 3, 10, 30, 100]) {
    const text = releases(given, count);
    const file = join(folder, `plot-${count}.yaml`);
    writeFileSync(file, text);
    const programs = [...own(file), ...peers(file, text)].filter(
      ({ name }) => name !== 'kustomize' || count <= 10,
    );
    for (const [name, { seconds }] of compare(programs, 3))
      lines.set(name, [...(lines.get(name) ?? []), [Buffer.byteLength(text) / 1e6, seconds]]);
  }
  const file = join(ROOT, 'docs/performance.svg');
  writeFileSync(file, plot('phasegate render beside yq and kustomize', lines));
  console.log(`\ndocs/performance.svg: ${[...lines.keys()].join(', ')}`);
}

/** Time and memory of render beside what does a part of the same edit. */
export function benchRender(folder) {
  const given = release();
  const peers = peersOf();
  one(folder, given, peers);
  many(folder, given, peers);
}

/** What grows with the stream. */
export function benchStream(folder) {
  const given = release();
  growth(folder, given);
  gigabyte(folder, given);
}
