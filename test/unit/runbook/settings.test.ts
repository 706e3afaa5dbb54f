import { describe, expect, it } from 'vitest';
import { settings, step, stepsOf, valuesIn } from './state.ts';

const METASTORE = 'pyroscope.components.metastore.persistence.enabled=true';
const DIRECTORY = 'pyroscope.extraArgs.storage\\.filesystem\\.dir=/data/.shared';
const notesOf = (id: string, installed: Parameters<typeof step>[1]): string =>
  step(id, installed).notes.join('\n');

describe('microservices-on', () => {
  it.each(['v1', 'dual', 'v2'])('keeps the label of the ring in %s', (phase) => {
    const on = step('microservices-on', { values: valuesIn('legacy', phase) });
    expect(settings(on)).toContain('architecture.microservices.enabled=true');
    expect(settings(on)).toContain('architecture.microservices.clusterLabelSuffix=');
  });

  it('gives the metastore its claim where it makes the metastore', () => {
    const inPhase = (phase: string) =>
      settings(step('microservices-on', { values: valuesIn('legacy', phase) }));
    expect(inPhase('v1')).not.toContain(METASTORE);
    expect(inPhase('dual')).toContain(METASTORE);
    expect(inPhase('v2')).toContain(METASTORE);
  });

  it('says that v2 was empty until then', () => {
    expect(notesOf('microservices-on', { values: valuesIn('legacy', 'dual') })).toContain(
      'count from this step',
    );
    expect(notesOf('microservices-on', { values: valuesIn('legacy', 'v1') })).not.toContain('count from');
  });
});

describe('an emptyDir that holds v2', () => {
  const lost = "v2's index is lost with the pod";
  const none = { pyroscope: { persistence: { enabled: false } } };

  it.each(['dual', 'v2'])('is told of before the chart changes in %s', (phase) => {
    const values = valuesIn('single-binary', phase, none);
    expect(notesOf('chart-upgrade', { values, chart: '2.0.1' })).toContain(lost);
    expect(
      notesOf('chart-upgrade', { values: valuesIn('single-binary', phase), chart: '2.0.1' }),
    ).not.toContain(lost);
  });

  it('is told of before the weights are made whole', () => {
    const values = valuesIn('single-binary', 'dual', {
      ...none,
      storage: { migration: { segmentWriterWeight: 0.5 } },
    });
    expect(notesOf('whole-weights', { values })).toContain(lost);
  });

  it('is no subject before v2 is on', () => {
    const values = valuesIn('single-binary', 'v1', none);
    expect(notesOf('chart-upgrade', { values, chart: '2.0.1' })).not.toContain(lost);
  });
});

describe('the volume of the metastore', () => {
  const persistent = { components: { metastore: { persistence: { enabled: true } } } };

  it.each([
    ['microservices', true],
    ['legacy', true],
    ['single-binary', false],
  ] as const)('is asked for in %s before dual: %s', (mode, isAsked) => {
    expect(settings(step('to-dual', { values: valuesIn(mode, 'v1') })).includes(METASTORE)).toBe(isAsked);
  });

  it('is not asked for twice', () => {
    const values = valuesIn('microservices', 'v1', { pyroscope: persistent });
    expect(settings(step('to-dual', { values }))).not.toContain(METASTORE);
  });

  it('is asked for against a pyroscope.persistence, which the metastore does not follow', () => {
    const values = valuesIn('microservices', 'v1', { pyroscope: { persistence: { enabled: true } } });
    expect(settings(step('to-dual', { values }))).toContain(METASTORE);
  });

  it('is warned of where a StatefulSet without one is there, and Helm cannot change that', () => {
    const off = { pyroscope: { persistence: { enabled: false } } };
    const single = (phase: string) => ({ values: valuesIn('single-binary', phase, off) });
    expect(notesOf('to-dual', single('v1'))).toContain('no persistent volume');
    expect(notesOf('to-v2', single('dual'))).toContain('no persistent volume');
    expect(notesOf('to-v2', { values: valuesIn('microservices', 'dual') })).toContain('no persistent volume');
    expect(settings(step('to-v2', { values: valuesIn('microservices', 'dual') }))).not.toContain(METASTORE);
  });

  it('is not warned of where there is one', () => {
    const values = valuesIn('microservices', 'dual', { pyroscope: persistent });
    expect(notesOf('to-v2', { values })).not.toContain('volume:');
    expect(notesOf('to-dual', {})).not.toContain('volume:');
  });
});

describe('several single binaries', () => {
  const PEERS = 'pyroscope.extraArgs.metastore\\.raft\\.bootstrap-expect-peers=3';

  it('are told of each other before dual', () => {
    const values = valuesIn('single-binary', 'v1', { pyroscope: { replicaCount: 3 } });
    expect(settings(step('to-dual', { values }))).toContain(PEERS);
  });

  it.each([
    ['one', valuesIn('single-binary', 'v1')],
    ['microservices', valuesIn('microservices', 'v1', { pyroscope: { replicaCount: 3 } })],
  ])('are nothing to %s', (_, values) => {
    expect(settings(step('to-dual', { values })).join(' ')).not.toContain('expect-peers');
  });
});

describe('the blocks of v2 across chart 2.0.0', () => {
  const from = (chart: string, phase: string, more = {}) => ({
    chart,
    values: valuesIn('single-binary', phase, { pyroscope: { persistence: { enabled: true }, ...more } }),
  });

  it.each([
    ['1.21.0', 'dual', true],
    ['1.20.3', 'v2', true],
    ['1.21.0', 'v1', false],
    ['2.0.1', 'dual', false],
  ])('are pointed at from %s in %s: %s', (chart, phase, isPointed) => {
    expect(settings(step('chart-upgrade', from(chart, phase))).includes(DIRECTORY)).toBe(isPointed);
  });

  it('stay where somebody said', () => {
    const own = { extraArgs: { 'storage.filesystem.dir': '/data/mine' } };
    expect(settings(step('chart-upgrade', from('1.21.0', 'dual', own)))).not.toContain(DIRECTORY);
  });

  it('are left where a chart below 2.0.0 is the last', () => {
    const upgrade = step('chart-upgrade', { ...from('1.20.3', 'dual'), targetChart: '1.21.0' });
    expect(settings(upgrade)).not.toContain(DIRECTORY);
  });

  it('stay on the volume where the old chart passed a bucket by', () => {
    const bucket = from('1.21.0', 'dual', { structuredConfig: { storage: { backend: 's3' } } });
    expect(settings(step('chart-upgrade', bucket))).toEqual(
      expect.arrayContaining([DIRECTORY, 'pyroscope.extraArgs.storage\\.backend=filesystem']),
    );
    expect(notesOf('chart-upgrade', bucket)).toContain('would look for them in s3');
  });
});

describe('an image.tag that is pinned', () => {
  const pinned = (tag: string) => valuesIn('single-binary', 'v1', { pyroscope: { image: { tag } } });

  it.each([
    ['1.21.0', '1.19.1', '2.2.1'],
    ['1.15.1', '1.15.0', '2.2.1'],
  ])('goes along with the chart: %s with %s', (chart, tag, server) => {
    const upgrade = step('chart-upgrade', { chart, values: pinned(tag) });
    expect(settings(upgrade)).toContain(`pyroscope.image.tag=${server}`);
  });

  it.each(['2.0.1', '2.2.1', 'main-171db75'])('stays where it knows the flags: %s', (tag) => {
    const upgrade = step('chart-upgrade', { chart: '2.0.3', values: pinned(tag) });
    expect(settings(upgrade).join(' ')).not.toContain('image.tag');
  });

  it('is fixed before dual on the newest chart, too', () => {
    const [first] = stepsOf({ values: pinned('1.21.0') });
    expect(first?.id).toBe('server-upgrade');
    expect(first && settings(first)).toContain('pyroscope.image.tag=2.2.1');
    expect(stepsOf({ values: pinned('2.2.1') })[0]?.id).toBe('to-dual');
  });
});

describe('the share that v2 gets', () => {
  it.each([
    [
      'a value',
      { storage: { migration: { segmentWriterWeight: 0.25 } } },
      'architecture.storage.migration.segmentWriterWeight=1',
    ],
    [
      'an argument',
      { pyroscope: { extraArgs: { 'write-path.segment-writer-weight': '0.5' } } },
      'pyroscope.extraArgs.write-path\\.segment-writer-weight=1',
    ],
    [
      'a write-path of their own, beside which the chart gives none',
      { pyroscope: { extraArgs: { 'write-path': 'combined' } } },
      'pyroscope.extraArgs.write-path\\.segment-writer-weight=1',
    ],
    [
      'that of a tenant',
      { pyroscope: { tenantOverrides: { shop: { write_path_segment_writer_weight: 0.5 } } } },
      'pyroscope.tenantOverrides.shop.write_path_segment_writer_weight=1',
    ],
  ])('is whole before v2: %s', (_, more, setting) => {
    const [first, second] = stepsOf({ values: valuesIn('single-binary', 'dual', more) });
    expect([first?.id, second?.id]).toEqual(['whole-weights', 'to-v2']);
    expect(first && settings(first)).toContain(setting);
  });

  it('is whole for a tenant whose write path leads to v1 alone', () => {
    const more = { pyroscope: { tenantOverrides: { shop: { write_path: 'ingester' } } } };
    const [first, second] = stepsOf({ values: valuesIn('single-binary', 'dual', more) });
    expect([first?.id, second?.id]).toEqual(['whole-weights', 'to-v2']);
    expect(first?.notes?.[0]).toMatch(/^Remove pyroscope\.tenantOverrides\.shop\.write_path /);
  });

  it('may be a share of v1', () => {
    const values = valuesIn('single-binary', 'dual', { storage: { migration: { ingesterWeight: 0.5 } } });
    expect(stepsOf({ values })[0]?.id).toBe('to-v2');
  });
});
