import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/cli/inputs.ts';
import type { Io } from '../../../src/cli/io.ts';
import { passGate } from '../../../src/cli/render/gate.ts';
import { buildRunReport } from '../../../src/cli/render/run-report.ts';
import type { withCluster } from '../../../src/cli/shared-options.ts';
import { silencer } from '../../../src/cli/silenced.ts';
import { streamOf } from '../../../src/manifest/manifest-stream.ts';
import type { Example } from '../../../src/pack.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { RULES } from '../../../src/packs/pyroscope/rules/index.ts';
import { RenderedStream } from '../../../src/render/render-stream.ts';
import { ok } from '../../../src/result.ts';
import { manifestOf, memoryCluster, NOTHING_STATED, RELEASE } from './memory-cluster.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasegate-silenced-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WAYS: Readonly<Record<string, (rule: string) => string>> = {
  nothing: () => '{}\n',
  ignore: (rule) => `lint:\n  ignores:\n    - rule: ${rule}\n      reason: known\n`,
  off: (rule) => `lint:\n  rules:\n    ${rule}: off\n`,
  baseline: (rule) => {
    const findings = [{ ruleId: rule, file: 'values.yaml', path: 'a', count: 99 }];
    writeFileSync(join(folder, 'baseline.json'), JSON.stringify({ version: 1, findings }));
    return 'lint:\n  baseline: baseline.json\n';
  },
};

/** Takes a step through the gate, with a reason that stands for all proof: what refuses it then is a rule. */
async function gated({ manifests = '', before = manifests }: Example, config: string) {
  const io = { cwd: folder, env: {}, interrupted: new AbortController().signal } as unknown as Io;
  writeFileSync(join(folder, 'phasegate.yaml'), config);
  const loaded = await loadConfig({}, io, PACKS);
  if (loaded === undefined) throw new Error('no config');
  const useCluster = (async (_, __, use) =>
    use({ ...memoryCluster().cluster, manifest: async () => ok(before) })) as typeof withCluster;
  const release = {
    pack: 'pyroscope',
    chartName: 'pyroscope',
    chartVersion: '2.2.1',
    name: RELEASE,
    namespace: '',
    from: '',
    to: '',
  };
  const rendered = new RenderedStream(streamOf(manifests), {
    changed: new Map(),
    passedOver: [],
    releases: [{ ...release, decisions: [], findings: [], edits: [] }],
  });
  const options = { namespace: 'default', override: 'proven elsewhere' };
  const intentFor = () => ok(NOTHING_STATED);
  const passed = await passGate(rendered, { packs: PACKS, intentFor, options, io, useCluster });
  const run = {
    ...({ mode: 'enforce', strict: false, report: undefined } as const),
    match: { requiredBy: [], decisions: [] },
    gate: { options, decisions: [], warnings: [] },
    silencedBy: silencer(loaded, PACKS, io, '2026-11-21').inRelease,
  };
  const { exitCode, releases } = buildRunReport(passed, run, PACKS, new Date(0));
  const refused = releases.flatMap(({ findings }) => findings).filter(({ outcome }) => outcome === 'refused');
  return { exitCode, why: refused.map(({ why }) => why).join() };
}

const ofManifests = RULES.flatMap(({ id, bad }) =>
  bad.filter(({ manifests }) => manifests !== undefined).map((example) => [id, example] as const),
);
const STEPS: readonly (readonly [string, Example])[] = [
  ...ofManifests,
  ['v1-to-v2-without-dual', { before: manifestOf('v1'), manifests: manifestOf('v2') }],
];

describe('a step that a gated render refuses', () => {
  it('yields to no ignore, no `off` and no baseline', async () => {
    const refusing = new Set<string>();
    for (const [id, example] of STEPS) {
      if (refusing.has(id)) continue;
      const { exitCode, why } = await gated(example, WAYS.nothing?.(id) ?? '');
      if (exitCode === 0) continue;
      refusing.add(id);
      for (const [way, config] of Object.entries(WAYS))
        expect([id, way, await gated(example, config(id))]).toEqual([id, way, { exitCode, why }]);
    }
    expect([...refusing]).toEqual(expect.arrayContaining(['unknown-chart', 'v1-to-v2-without-dual']));
    expect(refusing.size).toBeGreaterThanOrEqual(5);
  });
});
