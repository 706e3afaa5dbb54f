import { describe, expect, it } from 'vitest';
import { packOfRelease } from '../../../src/cli/release-pack.ts';
import type { InstalledRelease } from '../../../src/live/cluster.ts';
import { PACKS } from '../../../src/packs/index.ts';
import { ok } from '../../../src/result.ts';
import { manifestOf } from '../gate/memory-cluster.ts';
import { PACK } from '../release/small-pack.ts';

const both = [...PACKS, PACK];
const OTHER = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n';
const ARCHIVE = `${OTHER}  labels:\n    app: archive\n`;

const installed = (chartName: string): InstalledRelease => ({
  ...{ name: 'r', namespace: 'n', history: [], chartName, chartVersion: '1.0.0', appVersion: '' },
  ...{ userValues: {}, allValues: {} },
});

const nameFor = async (chartName: string, manifest: string): Promise<string> =>
  (await packOfRelease(both, installed(chartName), { manifest: async () => ok(manifest) })).name;

describe('the pack of a release', () => {
  it('is the one that knows its chart', async () => {
    expect(await nameFor('pyroscope', OTHER)).toBe('pyroscope');
    expect(await nameFor('archive', OTHER)).toBe('archive');
  });

  it('is the one that knows an object of it, where its chart brings the product along', async () => {
    expect(await nameFor('platform', ARCHIVE)).toBe('archive');
  });

  it('is the one of a renamed chart, whose own objects it knows', async () => {
    const renamed = manifestOf('dual').replaceAll('chart: pyroscope-', 'chart: profiling-');
    expect(await nameFor('profiling', renamed)).toBe('pyroscope');
  });

  it('is refused where the product is a subchart: its values lie under another key, and so does its version', async () => {
    await expect(nameFor('platform', manifestOf('dual'))).rejects.toThrow(
      'release r is of chart platform, which brings Pyroscope along as its subchart pyroscope',
    );
  });

  it('is not guessed', async () => {
    await expect(nameFor('platform', OTHER)).rejects.toThrow('holds nothing that phasegate knows');
    const mixed = `${ARCHIVE}---\n${manifestOf('dual')}`;
    await expect(nameFor('platform', mixed)).rejects.toThrow('more than one product: pyroscope, archive');
  });
});
