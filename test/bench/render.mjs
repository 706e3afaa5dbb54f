import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compare } from './measure.mjs';
import { print } from './print.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const V1_ONLY = ['ingester', 'compactor', 'store-gateway', 'querier', 'query-scheduler'];
const RENDER = 'pyroscope/2.2.1/microservices-dual.yaml';
const SAMPLE = join(ROOT, 'golden/inputs/2.2.1/microservices/dual.yaml');
const SIZE = 110_000;

/** A real microservices render where one is at hand, else the golden sample often enough to be as large. */
function smallInput() {
  const real = join(process.env.PHASEGATE_CONFORMANCE ?? join(ROOT, '../shared/conformance'), RENDER);
  if (existsSync(real)) return { text: readFileSync(real, 'utf8'), origin: 'a real render' };
  const sample = readFileSync(SAMPLE, 'utf8');
  return { text: sample.repeat(Math.ceil(SIZE / sample.length)), origin: 'the golden sample, repeated' };
}

const isInstalled = (program) => spawnSync(program, ['version']).status === 0;

/** Two programs have this name; the one from PyPI wraps jq, and does not know the edit's expressions. */
const isYqOfGo = () =>
  (spawnSync('yq', ['--version'], { encoding: 'utf8' }).stdout ?? '').includes('mikefarah');

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
}

/** Time and memory of render beside what does the same edit. */
export function benchRender(folder) {
  const { text, origin } = smallInput();
  const small = join(folder, 'small.yaml');
  const large = join(folder, 'large.yaml');
  writeFileSync(small, text);
  writeFileSync(large, text.repeat(100));
  kustomization(join(folder, 'kustomize'), text);
  const render = [process.execPath, join(ROOT, 'bin/phasegate.js'), 'render', '--phase', 'v2', '--quiet'];
  const yq = isYqOfGo() ? [['yq', 'yq', YQ]] : [];
  const peers = (input) => yq.map(([name, ...command]) => ({ name, command: [...command, '-'], input }));
  const kustomize = isInstalled('kustomize')
    ? [{ name: 'kustomize', command: ['kustomize', 'build', join(folder, 'kustomize')] }]
    : [];
  if (yq.length === 0) console.log('yq (github.com/mikefarah/yq) is not installed here: not compared');
  if (kustomize.length === 0) console.log('kustomize is not installed here: not compared');
  const node = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };
  const smallFigures = compare(
    [{ name: 'phasegate', command: render, input: small }, node, ...kustomize, ...peers(small)],
    15,
  );
  print(`${(text.length / 1000).toFixed(0)} KB, ${origin}: dual to v2`, smallFigures, [
    ['phasegate', 'node -e 0', 1.5],
    ['phasegate', 'kustomize', 0.9],
    ['phasegate', 'yq', '-'],
  ]);
  const largeFigures = compare(
    [{ name: 'phasegate', command: render, input: large }, node, ...peers(large)],
    5,
  );
  print(`${(text.length / 10_000).toFixed(0)} MB, 100 copies`, largeFigures, [
    ['phasegate', 'node -e 0', '-'],
    ['phasegate', 'yq', 0.25],
  ]);
}
