import { describe, expect, it } from 'vitest';
import { rulesOnOneSide } from '../../../src/packs/prometheus/checks/rules-on-one-side.ts';
import { fakePrometheus, type Labels, type Situation, verdictOf } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest } from './release.ts';

const ENTRIES = [
  { name: 'old', url: OLD_URL },
  { name: 'new', url: NEW_URL },
];
const SETTINGS = { destination: NEW_URL, destinationQueryUrl: 'http://new' };

interface Rule {
  readonly name: string;
  readonly labels?: Labels;
  readonly type?: string;
}

/** A server that evaluates these rules, as `/api/v1/rules` shows them; a status where it has no such page. */
const evaluating = (rules: readonly Rule[] | number) =>
  fakePrometheus([], undefined, {
    '/api/v1/rules':
      typeof rules === 'number'
        ? rules
        : JSON.stringify({
            status: 'success',
            data: { groups: [{ rules: rules.map((one) => ({ type: 'recording', ...one })) }] },
          }),
  });

const said = async (
  here: readonly Rule[],
  there: readonly Rule[] | number,
  { settings = SETTINGS, external = '' }: { settings?: Situation['settings']; external?: string } = {},
) => {
  const manifest = chartManifest(ENTRIES).replace(
    'scrape_interval: 1m\n',
    `scrape_interval: 1m\n${external}`,
  );
  const pods = { 'mon-prometheus-server-0': evaluating(here) };
  const destination = evaluating(there);
  const { status, seen } = await verdictOf(rulesOnOneSide, { manifest, settings, pods, destination });
  return [status, seen];
};

const saying = (text: string) => expect.stringContaining(text);
const CPU = { name: 'instance:cpu:rate5m' };
const MEMORY = { name: 'instance:memory:ratio' };

describe('rules-on-one-side', () => {
  it('has failed where both evaluate a rule of one name', async () => {
    expect(await said([CPU, MEMORY], [{ name: 'other' }, CPU])).toEqual([
      'failed',
      saying('both sides evaluate 1 recording rule: instance:cpu:rate5m'),
    ]);
  });

  it('names some of many', async () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
    expect(await said(many, many)).toEqual([
      'failed',
      saying('both sides evaluate 5 recording rules: a, b, c and 2 more'),
    ]);
  });

  it('is ok where each rule is evaluated on one side', async () => {
    expect(await said([CPU], [MEMORY])).toEqual([
      'ok',
      '1 recording rule here, and none of that name in the new store',
    ]);
    expect((await said([], [MEMORY]))[0]).toBe('ok');
  });

  it('does not take an alert for a recording rule, which some servers show with them', async () => {
    expect((await said([CPU], [{ ...CPU, type: 'alerting' }]))[0]).toBe('ok');
  });

  it.each([
    { here: 'eu', there: 'us', status: 'ok' },
    { here: 'eu', there: 'eu', status: 'failed' },
  ])('tells rules apart by a label: $here and $there', async ({ here, there, status }) => {
    const of = (zone: string): Rule => ({ ...CPU, labels: { zone } });
    expect((await said([of(here)], [of(there)]))[0]).toBe(status);
  });

  it('leaves open whether external labels tell them apart, which a rule may keep or aggregate away', async () => {
    const external = '      external_labels:\n        zone: eu\n';
    expect(await said([CPU], [CPU], { external })).toEqual([
      'ok',
      saying(
        'not proven: whether external labels tell apart what both make by 1 recording rule: instance:cpu:rate5m',
      ),
    ]);
    const elsewhere = { ...CPU, labels: { zone: 'us' } };
    expect((await said([CPU], [elsewhere], { external }))[1]).not.toContain('not proven');
  });

  it('is skipped where the new store has no such page, or nobody says where it is queried', async () => {
    expect(await said([CPU], 404)).toEqual(['skipped', saying('does not say which rules it evaluates')]);
    expect((await said([CPU], [CPU], { settings: { destination: NEW_URL } }))[0]).toBe('skipped');
  });

  it('does not know where the new store does not answer', async () => {
    expect((await said([CPU], 503))[0]).toBe('unknown');
  });
});
