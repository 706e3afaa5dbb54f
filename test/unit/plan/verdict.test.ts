import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { manifestOf, type PhaseName } from '../gate/memory-cluster.ts';
import { fakePrograms } from '../live/fake-programs.ts';

const HELM = `
const { values, chart, manifest } = JSON.parse(fs.readFileSync(dir + '/release.json', 'utf8'));
if (args[0] === 'history') say([{ revision: 1, updated: '2026-11-01T00:00:00Z', status: 'deployed', chart: 'pyroscope-' + chart, app_version: chart, description: '' }]);
else if (args[1] === 'metadata') say({ name: 'p', chart: 'pyroscope', version: chart, appVersion: chart, namespace: 'prof', revision: 1 });
else if (args[1] === 'values') say(args.includes('--all') ? {} : values);
else if (args[1] === 'manifest') say(manifest);
`;
const KUBECTL = 'say({ items: [] });';

interface Values {
  readonly phase?: PhaseName;
  readonly persistent?: boolean;
  readonly pyroscope?: object;
}

/** Values of a single binary. */
const single = ({ phase, persistent = true, pyroscope = {} }: Values) => ({
  ...(phase && { architecture: { storage: { v1: phase !== 'v2', v2: phase !== 'v1' } } }),
  pyroscope: { persistence: { enabled: persistent }, ...pyroscope },
});

const SCHEMA = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../../schemas/plan-report.schema.json'), 'utf8'),
);
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(SCHEMA);

interface Installed extends Values {
  readonly chart?: string;
}

/** Plans a step of release p, which runs with these values; `next.json` holds those of the step. */
async function planned(installed: Installed, argv: readonly string[], next: Values = {}, config = '') {
  const { phase = 'v1', chart = '2.2.1' } = installed;
  const { dir, env } = fakePrograms({ helm: HELM, kubectl: KUBECTL });
  const release = { values: single({ phase, ...installed }), chart, manifest: manifestOf(phase) };
  writeFileSync(join(dir, 'release.json'), JSON.stringify(release));
  const files = {
    'next.json': JSON.stringify(single(next)),
    'now.json': JSON.stringify(release.values),
    'phasegate.yaml': config,
  };
  const formats = ['text', 'json=plan.json', 'markdown=plan.md', 'html=plan.html'];
  const { code, out, said, file } = await run(
    ['plan', ...argv, ...formats.flatMap((one) => ['--format', one])],
    { env, files },
  );
  const json = JSON.parse(file('plan.json'));
  validate(json);
  expect(validate.errors).toBeNull();
  const line = (start: string): string => out.split('\n').find((one) => one.trim().startsWith(start)) ?? '';
  return { code, out, said, json, line, markdown: file('plan.md'), html: file('plan.html') };
}

const LIVE = ['-n', 'prof', 'p'];
const OFFLINE = ['--from-values', 'now.json', '--to-values', 'next.json'];
const JUMP = [{ phase: 'v1' }, { phase: 'v2' }] as const;
const jump = (...more: readonly string[]) => planned(JUMP[0], [...LIVE, '-f', 'next.json', ...more], JUMP[1]);

describe('a loss that was accepted', () => {
  const ACCEPTED = 'with data loss accepted: v1-to-v2-without-dual';

  it('is part of the verdict in every format', async () => {
    const { code, line, json, markdown, html } = await jump('--accept-data-loss', 'p');
    expect(code).toBe(0);
    expect(line('verdict')).toBe(`verdict  the gate is open, ${ACCEPTED}`);
    expect([json.verdict, json.acceptedLoss]).toEqual(['open', ['v1-to-v2-without-dual']]);
    expect(markdown).toContain(`the gate is open, ${ACCEPTED}`);
    expect(html).toContain(`the gate is open, ${ACCEPTED}`);
  });

  it('leaves the checklist open, and is no error of the values any more', async () => {
    const { line, json } = await jump('--accept-data-loss', 'p');
    expect(line('[ ] nothing blocks')).toContain('data loss is accepted: v1-to-v2-without-dual');
    expect(line('[x] the values have no errors')).toContain('none but what was accepted');
    expect(json.checklist).toContainEqual(
      expect.objectContaining({ title: 'nothing blocks the step', status: 'open' }),
    );
  });

  it('is nothing where nothing was accepted', async () => {
    const { json, line } = await planned({ phase: 'v1' }, [...LIVE, '-f', 'next.json'], { phase: 'dual' });
    expect(json.acceptedLoss).toEqual([]);
    expect(line('verdict')).toBe('verdict  the gate is open');
  });

  it('of weights that drop profiles is told as well', async () => {
    const weights = { 'write-path.ingester-weight': '0.5', 'write-path.segment-writer-weight': '0.5' };
    const next: Values = { phase: 'dual', pyroscope: { extraArgs: weights } };
    const argv = [...LIVE, '-f', 'next.json'];
    const refused = await planned({ phase: 'v1' }, argv, next);
    expect([refused.json.verdict, refused.json.acceptedLoss]).toEqual(['refused', []]);
    const { json, line } = await planned({ phase: 'v1' }, argv, next, 'acceptLoss: true\n');
    expect([json.verdict, json.acceptedLoss]).toEqual(['open', ['weights-drop-data']]);
    expect(line('[ ] nothing blocks')).toContain('data loss is accepted: weights-drop-data');
  });
});

describe('--accept-data-loss', () => {
  it('is named with the release', async () => {
    const { out } = await jump();
    expect(out).toContain('--accept-data-loss=p lets it through');
    expect(out).not.toContain('<release>');
  });

  it('says that it names another release', async () => {
    const { code, out } = await jump('--accept-data-loss', 'q');
    expect(code).toBe(1);
    expect(out).toContain('--accept-data-loss names q; this release is p');
  });

  it('works offline with the name that the message prints', async () => {
    const refused = await planned(JUMP[0], OFFLINE, JUMP[1]);
    const name = /--accept-data-loss=(\S+) lets it through/.exec(refused.out)?.[1] ?? '';
    expect([refused.code, name]).toEqual([1, 'values']);
    const wrong = await planned(JUMP[0], [...OFFLINE, '--accept-data-loss', 'q'], JUMP[1]);
    expect([wrong.code, wrong.out]).toEqual([1, expect.stringContaining('names q; this release is values')]);
    const { code, line } = await planned(JUMP[0], [...OFFLINE, '--accept-data-loss', name], JUMP[1]);
    expect(code).toBe(0);
    expect(line('verdict')).toContain('with data loss accepted: v1-to-v2-without-dual');
  });
});

describe('data on an emptyDir', () => {
  const ON_EMPTY_DIR = { phase: 'v2', persistent: false } as const;
  const TOLD = '[ ] no pod with data on an emptyDir restarts';

  it.each([
    ['another chart', { ...ON_EMPTY_DIR, chart: '2.0.1' }, ['--reuse-values', '--chart-version', '2.2.1']],
    [
      'a change of the pod',
      ON_EMPTY_DIR,
      ['--reuse-values', '--set', 'pyroscope.resources.limits.memory=1Gi'],
    ],
    [
      'another phase',
      { ...ON_EMPTY_DIR, phase: 'dual' },
      ['--reuse-values', '--set', 'architecture.storage.v1=false'],
    ],
  ] as const)('is lost with %s, and the checklist says so', async (_, installed, argv) => {
    const { line, json } = await planned(installed, [...LIVE, ...argv]);
    expect(line(TOLD)).toContain('v2');
    expect(json.consequences.join()).toContain('emptyDir');
  });

  it.each([
    ['nothing changes', ON_EMPTY_DIR, ['--reuse-values']],
    ['the pod is left alone', ON_EMPTY_DIR, ['--reuse-values', '--set', 'alloy.enabled=false']],
    [
      'there is a volume',
      { phase: 'v2' },
      ['--reuse-values', '--set', 'pyroscope.resources.limits.memory=1Gi'],
    ],
    [
      'v2 is new',
      { phase: 'v1', persistent: false },
      ['--reuse-values', '--set', 'architecture.storage.v2=true'],
    ],
  ] as const)('is no subject where %s', async (_, installed, argv) => {
    const { out } = await planned(installed, [...LIVE, ...argv]);
    expect(out).not.toContain('emptyDir restarts');
  });
});

describe('an upgrade without the values of the release', () => {
  const FORGOTTEN = 'the values that the release was given are missing from this step';

  it('is told first', async () => {
    const { out, json } = await planned({ phase: 'v1' }, [...LIVE, '--set', 'pyroscope.replicaCount=1']);
    const [first] = json.notices;
    expect(out.indexOf(FORGOTTEN)).toBeLessThan(out.indexOf('refused:'));
    expect(out).toContain('--reuse-values');
    expect(out).toContain('architecture.storage.v1');
    expect(first).toMatchObject({ id: 'values-not-given', severity: 'warning' });
  });

  it.each([
    ['they are kept', ['--reuse-values', '--set', 'pyroscope.replicaCount=1']],
    ['they are reset deliberately', ['--reset-values', '--set', 'pyroscope.replicaCount=1']],
    ['a file has them', ['-f', 'now.json', '--set', 'pyroscope.replicaCount=1']],
    ['a file says less', ['-f', 'next.json']],
    ['nothing is given', []],
  ])('is not told where %s', async (_, argv) => {
    const { out } = await planned({ phase: 'v1' }, [...LIVE, ...argv], { phase: 'v1' });
    expect(out).not.toContain('missing from this step');
  });
});

describe('one voice', () => {
  const BUCKET = {
    structuredConfig: {
      storage: { backend: 's3', s3: { bucket_name: 'profiles', endpoint: 's3.example.org' } },
    },
  };
  const moved = (argv: readonly string[] = []) =>
    planned({ phase: 'v2' }, [...LIVE, '-f', 'next.json', ...argv], { phase: 'v2', pyroscope: BUCKET });

  it('counts the same errors in the checklist and for the linter', async () => {
    const { line } = await moved();
    const listed = /phasegate lint finds (\d+)/.exec(line('[!] the values have no errors'))?.[1];
    const counted = /^linter +(\d+) errors? told above/.exec(line('linter'))?.[1];
    expect(counted).toBe(listed);
    expect(Number(listed)).toBeGreaterThan(0);
  });

  it('tells what going back costs where the step moves the store', async () => {
    const { line, json } = await moved();
    expect(line('- going back')).toContain('not possible without data loss');
    expect(line('- going back')).not.toContain('nothing to undo');
    expect(json.isReversible).toBe(false);
  });

  it('names each id once', async () => {
    const next = { ...BUCKET.structuredConfig.storage, prefix: 'other' };
    const two = { phase: 'v2', pyroscope: { structuredConfig: { storage: next } } } as const;
    const { line } = await planned({ phase: 'v2' }, [...LIVE, '-f', 'next.json'], two);
    expect(line('[!] nothing blocks')).toMatch(/: store-changed$/);
    const accepted = await planned(
      { phase: 'v2' },
      [...LIVE, '-f', 'next.json', '--accept-data-loss=p'],
      two,
    );
    expect(accepted.json.acceptedLoss).toEqual(['store-changed']);
  });

  it('shows the stores of the phase alone', async () => {
    const { json } = await planned({ phase: 'v2' }, [
      ...LIVE,
      '--reuse-values',
      '--set',
      'pyroscope.replicaCount=2',
    ]);
    expect(json.components.map(({ stores }: { stores: string[] }) => stores)).toEqual([['v2']]);
  });
});
