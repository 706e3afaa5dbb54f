import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { fakePrograms } from '../live/fake-programs.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest } from './release.ts';

const OLD = { name: 'old', url: OLD_URL };
const NEW = { name: 'new', url: NEW_URL };

/** The release was installed with the old store, and the post-renderer added the new one two days ago. */
function environment(manifest: string) {
  const updated = new Date(Date.now() - 48 * 3_600_000).toISOString();
  const history = [
    { revision: 1, updated, status: 'deployed', chart: 'prometheus-29.27.0', app_version: 'v3.14.0' },
  ];
  const about = { name: 'mon', chart: 'prometheus', version: '29.27.0', appVersion: 'v3.14.0' };
  const { env } = fakePrograms({
    helm: `
      if (args.includes('history')) say(${JSON.stringify(history)});
      else if (args.includes('metadata')) say(${JSON.stringify(about)});
      else if (args.includes('manifest')) say(${JSON.stringify(manifest)});
      else if (args.includes('version')) say('v4.2.4');
      else say(${JSON.stringify({ server: { remoteWrite: [OLD] } })});`,
    kubectl: 'say({ items: [] });',
  });
  return { ...env, PHASEGATE_DESTINATION: NEW_URL };
}

const next = (manifest: string) => run(['next', '-n', 'monitoring', 'mon'], { env: environment(manifest) });

describe('next', () => {
  it('begins with dual', async () => {
    expect((await next(chartManifest([OLD]))).out).toMatch(/^Write to both stores/);
  });

  it('goes on from the phase that the manifests show, which no value asks for', async () => {
    const { out } = await next(chartManifest([OLD, NEW]));
    expect(out).toMatch(/^Write to the new store alone/);
    expect(out).toContain('phasegate backfill --start 30d --end');
  });

  it('is done with the new store alone', async () => {
    expect((await next(chartManifest([NEW]))).out).toContain('nothing left to do');
  });
});
