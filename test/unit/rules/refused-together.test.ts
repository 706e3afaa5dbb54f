import { describe, expect, it } from 'vitest';
import { each, manifests, oneBinary, PHASE_FLAGS_2 } from '../../../src/packs/pyroscope/rules/examples.ts';
import { run } from '../cli/run.ts';

/** The rules that render refuses a stream for, sorted by name. */
async function refused(stream: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, said } = await run(['render', ...args], { stdin: stream });
  expect(code).toBe(1);
  const rules = [...said.matchAll(/^\S*: error: .*[ [](\S+)\]$/gm)].map(([, id = '']) => id);
  return rules.map((id) => id.replace('pyroscope/', '')).toSorted();
}

const LEGACY = ['distributor', 'ingester', 'querier', 'query-frontend'];
const WRONG = ['-no-such-flag=1', '-write-path=ingester'];
const config = 'no_such_block:\n  a: 1\n';

describe('a render that is refused before anything is edited', () => {
  it('tells with missing components what servers exit at in any phase', async () => {
    const stream = manifests('2.2.1', {
      components: each(LEGACY, { args: [...WRONG, ...PHASE_FLAGS_2.dual.slice(0, 3)] }),
      config,
    });
    expect(await refused(stream, '--phase', 'dual')).toEqual([
      'extra-args-contradict-toggles',
      'legacy-components-layout',
      'unknown-config-field',
      'unknown-flag',
    ]);
  });

  it('tells them with flags that contradict the phase, each once', async () => {
    const stream = oneBinary('2.2.1', { args: [...WRONG, ...PHASE_FLAGS_2.dual.slice(0, 3)] }, { config });
    expect(await refused(stream, '--phase', 'dual')).toEqual([
      'extra-args-contradict-toggles',
      'unknown-config-field',
      'unknown-flag',
    ]);
  });

  it('tells them where the phase is unclear', async () => {
    const stream = manifests('2.2.1', {
      components: {
        distributor: { args: ['-no-such-flag=1', ...PHASE_FLAGS_2.v1] },
        querier: { args: PHASE_FLAGS_2.v2 },
      },
    });
    expect(await refused(stream)).toEqual(['phase-unclear', 'unknown-flag']);
  });

  it('tells no correction, for it makes none', async () => {
    const stream = manifests('1.21.0', {
      components: each(LEGACY, { args: ['-architecture.storage=v2'] }),
    });
    const { said } = await run(['render', '--phase', 'v2'], { stdin: stream });
    expect(said).toContain('legacy-components-layout');
    expect(said).not.toContain('unknown-flag');
  });
});
