import { describe, expect, it } from 'vitest';
import { oneBinary, PHASE_FLAGS_2 } from '../../../src/packs/pyroscope/rules/examples.ts';
import { fakePrograms } from '../live/fake-programs.ts';
import { run } from './run.ts';

const HOUR = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

const VALUES = {
  architecture: { storage: { v1: true, v2: true } },
  pyroscope: { persistence: { enabled: true } },
};

interface Revision {
  readonly phase: 'v1' | 'dual' | 'v2';
  readonly hours: number;
}

/** A helm that knows one release in dual. @param revisions oldest first; the last one is deployed */
function helmWith(
  revisions: readonly Revision[],
  values: object,
  chart = '2.2.1',
): Readonly<Record<string, string>> {
  const history = revisions.map(({ hours }, index) => ({
    revision: index + 1,
    updated: ago(hours),
    status: index === revisions.length - 1 ? 'deployed' : 'superseded',
    chart: `pyroscope-${chart}`,
    app_version: '2.2.1',
  }));
  const manifests = revisions.map(({ phase }) => oneBinary('2.2.1', { args: PHASE_FLAGS_2[phase] }));
  const { env } = fakePrograms({
    helm: `
      const revision = args.find((word) => word.startsWith('--revision'));
      const at = Number(revision?.split('=')[1] ?? args[args.indexOf('--revision') + 1]) || ${revisions.length};
      if (args.includes('history')) say(${JSON.stringify(history)});
      else if (args.includes('metadata')) say(${JSON.stringify({ name: 'pyroscope', chart: 'pyroscope', version: chart, appVersion: '2.2.1' })});
      else if (args.includes('manifest')) say(${JSON.stringify(manifests)}[at - 1]);
      else if (args.includes('version')) say('v4.2.4');
      else say(${JSON.stringify(values)});`,
  });
  return env;
}

const next = (revisions: readonly Revision[], ...flags: readonly string[]) =>
  run(['next', '-n', 'default', 'pyroscope', ...flags], { env: helmWith(revisions, VALUES) });

const V1: Revision = { phase: 'v1', hours: 100 };

describe('next in the soak', () => {
  it('says when the step may be taken, and how long that is', async () => {
    const { code, out } = await next([V1, { phase: 'dual', hours: 13.5 }]);
    expect([code, out.split('\n')[0]]).toEqual([0, 'dual → v2']);
    expect(out).toMatch(
      /^ {2}not before \d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC, in 10 h \d+ min: in dual for 13 h 3\d min/m,
    );
  });

  it('says it in a runbook without the time that is left, which is read later', async () => {
    const { file } = await next([V1, { phase: 'dual', hours: 13.5 }], '--runbook', 'steps.md');
    expect(file('steps.md')).toMatch(
      /^\*\*Not before \d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? UTC: in dual for 13 h 3\d min.*\.\*\*$/m,
    );
    expect(file('steps.md')).not.toContain('UTC, in ');
  });

  it('says nothing of it once the time is over', async () => {
    const { out } = await next([V1, { phase: 'dual', hours: 30 }]);
    expect(out).toContain('dual → v2');
    expect(out).not.toContain('not before');
    expect(out).not.toContain('not yet');
  });

  it('says why no time can be told where the history proves none', async () => {
    const { out } = await next([{ phase: 'v1', hours: 30 }]);
    expect(out).toMatch(/^ {2}not yet: /m);
  });
});

describe('a step that plan does not accept', () => {
  const values = {
    ...VALUES,
    pyroscope: { ...VALUES.pyroscope, tenantOverrides: { shop: { write_path: 'combined' } } },
  };
  const env = () => helmWith([V1, { phase: 'dual', hours: 30 }], values);

  it('says so, and what to do before it, in the words of plan', async () => {
    const words = ['pyroscope', '-n', 'default', '--reuse-values'];
    const toV2 = ['--set', 'architecture.storage.v1=false,architecture.storage.v2=true'];
    const [printed, planned] = [
      await run(['next', '-n', 'default', 'pyroscope'], { env: env() }),
      await run(['plan', ...words, ...toV2], { env: env() }),
    ];
    const what = 'tenant shop has write_path combined, but only v2 is in use';
    expect([printed.code, planned.code]).toEqual([0, 1]);
    expect(planned.out).toContain(what);
    expect(printed.out).toContain(
      `note: phasegate plan does not accept this step: ${what}. First, in an upgrade of its own: remove pyroscope.tenantOverrides.shop.write_path`,
    );
  });

  it('is printed as it is once the config accepts what plan held against it', async () => {
    const storage = { backend: 's3', s3: { bucket: 'profiles' } };
    const pyroscope = { ...VALUES.pyroscope, structuredConfig: { storage } };
    const noted = async (files: Readonly<Record<string, string>>): Promise<boolean> => {
      const env = helmWith([V1, { phase: 'dual', hours: 30 }], { ...VALUES, pyroscope });
      const { out } = await run(['next', '-n', 'default', 'pyroscope'], { env, files });
      return out.includes('does not know storage.s3.bucket');
    };
    const ignored =
      'lint:\n  ignores:\n    - rule: pyroscope/s3-bucket-name-key\n      reason: an older server\n';
    expect([await noted({}), await noted({ 'phasegate.yaml': ignored })]).toEqual([true, false]);
  });
});

it('next says that it does not know a newer chart', async () => {
  const env = helmWith([V1, { phase: 'dual', hours: 48 }], VALUES, '2.3.0');
  const { said } = await run(['next', '-n', 'default', 'pyroscope'], { env });
  expect(said).toContain(
    'note: chart 2.3.0 is not known; the steps follow what is known of 2.2.1, the newest known version',
  );
});
