import { describe, expect, it } from 'vitest';
import {
  head,
  manifests,
  oneBinary,
  PHASE_FLAGS_2,
  partsOfV2,
} from '../../../src/packs/pyroscope/rules/examples.ts';
import { rendered } from '../rules/run-example.ts';

/** A release of a chart that is not known, whose templates may write flags that are not known either. */
const single = (chart: string, server: string, more: readonly string[] = []): string => {
  const [first = '', ...rest] = PHASE_FLAGS_2.dual;
  return oneBinary(
    chart,
    { image: `grafana/pyroscope:${server}`, args: ['-log.level=info', first, ...more, ...rest] },
    { documents: [head('Service', 'pyroscope', chart, 'all')] },
  );
};

async function told(text: string, phase: string) {
  const { releases, texts } = await rendered({ manifests: text, asked: { phase } });
  const findings = releases.flatMap((one) => one.findings);
  return {
    refused: findings.filter(({ outcome }) => outcome === 'refused').map(({ rule }) => rule),
    unknown: findings.filter(({ rule }) => rule === 'pyroscope/unknown-chart'),
    text: texts.join(''),
  };
}

describe('a chart of a newer minor version', () => {
  const charts = [
    ['2.3.0', '2.3.0'],
    ['2.3.1', '2.3.1'],
    ['2.3.1', '2.4.0'],
  ] as const;

  it.each(charts)(
    '%s with server %s is taken to each phase, with a word on what it is judged by',
    async (chart, server) => {
      for (const phase of ['v1', 'dual', 'v2'] as const) {
        const { refused, unknown, text } = await told(single(chart, server), phase);
        expect(refused).toEqual([]);
        expect(unknown.map(({ severity, what }) => [severity, what])).toEqual([
          [
            'info',
            `chart ${chart} is not known; it is judged by what is known of 2.2.1, the newest known version`,
          ],
        ]);
        expect(text).toContain(
          PHASE_FLAGS_2[phase].find((flag) => flag.startsWith('-architecture.storage=')),
        );
      }
    },
  );

  it('may write a flag among its own that is not known, and no flag of its own is a person’s then', async () => {
    const more = ['-new.flag-of-the-chart=x'];
    for (const phase of ['v1', 'dual', 'v2']) {
      const { refused, text } = await told(single('2.3.0', '2.3.0', more), phase);
      expect(refused).toEqual([]);
      expect(text).toContain(more[0]);
    }
    expect((await told(single('2.2.1', '2.2.1', more), 'dual')).text).toContain(more[0]);
  });

  it('a flag that a person wrote in front of the chart’s is still theirs', async () => {
    const args = [
      '-architecture.storage=v1',
      ...PHASE_FLAGS_2.dual.filter((one) => !one.includes('architecture')),
    ];
    const { refused } = await told(oneBinary('2.3.0', { args }), 'dual');
    expect(refused).toContain('pyroscope/extra-args-contradict-toggles');
  });

  it('in microservices', async () => {
    const text = manifests('2.3.1', { components: partsOfV2(PHASE_FLAGS_2.v2) });
    expect((await told(text, 'v2')).refused).toEqual([]);
  });
});
