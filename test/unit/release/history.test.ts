import { describe, expect, it } from 'vitest';
import { PACKS } from '../../../src/packs/index.ts';
import { phaseHistory } from '../../../src/release/history.ts';
import { err, ok } from '../../../src/result.ts';
import { manifestOf, RELEASE, UNREACHABLE } from '../gate/memory-cluster.ts';

const REVISIONS = Array.from({ length: 10 }, (_, at) => ({
  ...{ revision: at + 1, updated: `2026-11-0${at}T00:00:00Z`, status: at === 9 ? 'deployed' : 'superseded' },
  ...{ chart: 'pyroscope-2.2.1', description: '' },
}));

/** Reads a history whose revisions are answered the later the older they are. */
async function read(failing?: number) {
  let running = 0;
  let most = 0;
  const manifest = async (_: string, revision: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 12 - revision));
    running -= 1;
    return revision === failing ? err(UNREACHABLE) : ok(manifestOf(revision < 5 ? 'v1' : 'dual'));
  };
  const history = await phaseHistory({ manifest }, { name: RELEASE, history: REVISIONS }, PACKS);
  return { history, most };
}

describe('the revisions of a release', () => {
  it('are asked for four at once, and told in their order', async () => {
    const { history, most } = await read();
    expect(most).toBe(4);
    expect(history.ok && history.value.revisions.map(({ revision }) => revision)).toEqual(
      REVISIONS.map(({ revision }) => revision),
    );
    expect(history.ok && history.value.revisions.map(({ phase }) => phase)).toEqual([
      ...Array<string>(4).fill('v1'),
      ...Array<string>(6).fill('dual'),
    ]);
  });

  it('are not known where one of them cannot be read', async () => {
    expect((await read(3)).history).toEqual(err(UNREACHABLE));
  });
});
