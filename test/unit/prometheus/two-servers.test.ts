import { expect, it } from 'vitest';
import { known, type Pack } from '../../../src/pack.ts';
import { prometheus } from '../../../src/packs/prometheus/index.ts';
import type { PrometheusState } from '../../../src/packs/prometheus/read/facts.ts';
import { DESTINATION_URL, OLD, stack } from '../../../src/packs/prometheus/rules/examples.ts';
import { restartsPods } from '../../../src/packs/prometheus/steps/transition.ts';
import { storedReleases } from '../../../src/release/history.ts';
import { withLibrary } from '../../../src/yaml/library.ts';

const ONE = stack({ entries: OLD });
const other = (more: string): string =>
  stack({ entries: OLD, more }).replace('name: mon-prometheus', 'name: mon-other');

const pack = prometheus.withSettings?.((name) =>
  name === 'destination' ? known(DESTINATION_URL, 'person') : undefined,
) as unknown as Pack;

async function stateOf(text: string): Promise<PrometheusState> {
  const [stored] = await withLibrary(() => storedReleases(text, [pack]));
  if (stored === undefined) throw new Error('no release');
  return stored.state as unknown as PrometheusState;
}

it('compares each Prometheus of a release with itself', async () => {
  const before = await stateOf(`${ONE}---\n${other('retention: 10d\n')}`);
  expect(restartsPods(before, before)).toBe(false);
  expect(restartsPods(before, await stateOf(`${ONE}---\n${other('retention: 20d\n')}`))).toBe(true);
});
