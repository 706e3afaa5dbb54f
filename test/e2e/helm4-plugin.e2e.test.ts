import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type HelmHome, helmHome, helmTemplate, installPlugin } from './tools/helm-home.ts';
import { chartFolder, helm4PluginFolder, phasegateProgram, projectRoot } from './tools/paths.ts';
import { helmTest } from './tools/provided.ts';
import { run } from './tools/run.ts';

test('the Helm 4 plugin carries the version of the package', async () => {
  const plugin = parse(await readFile(join(helm4PluginFolder, 'plugin.yaml'), 'utf8'));
  const manifest = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  expect(plugin.version).toBe(manifest.version);
});

describe('the Helm 4 plugin away from the checked-out project', () => {
  helmTest('runs the phasegate on PATH', async ({ helm }) => {
    const { home, plugin } = await copiedPlugin();
    await installPlugin(helm.helm4, home, plugin);
    const PATH = await pathWithPhasegate(home);
    const rendered = await helmTemplate(helm.helm4, home, {
      postRenderer: 'phasegate',
      postRendererArgs: ['--phase', 'v2'],
      env: { PATH },
    });
    expect(rendered.status, rendered.stderr).toBe(0);
    expect(rendered.stdout).toContain('-architecture.storage=v2');
    expect(rendered.stdout).not.toContain('-architecture.storage=v1-v2-dual');
  });

  helmTest('without one, helm fails instead of rendering unchecked', async ({ helm }) => {
    const { home, plugin } = await copiedPlugin();
    await installPlugin(helm.helm4, home, plugin);
    const refused = await helmTemplate(helm.helm4, home, { postRenderer: 'phasegate' });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    const launched = await run(join(plugin, 'phasegate.sh'), [], { env: { ...home.env } });
    expect(launched).toMatchObject({ status: 3, stdout: '' });
    expect(launched.stderr).toContain('npm install --global phasegate');
  });
});

describe('the Helm 4 plugin on a terminal', () => {
  helmTest('shows why it refuses, which helm itself does not', async ({ helm, skip }) => {
    const script = await run('script', ['--version']).catch(() => undefined);
    if (script?.status !== 0) skip('no program "script", which makes a terminal (Debian: bsdutils)');
    const home = await helmHome();
    await installPlugin(helm.helm4, home, helm4PluginFolder);
    const args = [
      'template',
      'pyroscope',
      chartFolder,
      '--namespace',
      'pyroscope',
      '--post-renderer',
      'phasegate',
    ];
    const refused = [helm.helm4, ...args].map((word) => `'${word}'`).join(' ');
    const env = { ...home.env, PHASEGATE_PHASE: 'v1', PHASEGATE_INGESTER_WEIGHT: '7', SHELL: '/bin/sh' };
    const shown = await run('script', ['-qec', refused, '/dev/null'], { cwd: home.folder, env });
    const hidden = await run('setsid', ['-w', helm.helm4, ...args], { cwd: home.folder, env });
    expect([shown.status, hidden.status]).toEqual([1, 1]);
    expect(shown.stdout).toContain('plugin "phasegate" exited with error');
    expect(shown.stdout).toContain('phasegate: ');
    expect(shown.stdout).toContain('7');
    expect(hidden.stdout + hidden.stderr).not.toContain('phasegate: ');
  });
});

/** The plugin folder alone, as it is when somebody copies it to another machine. */
async function copiedPlugin(): Promise<{ home: HelmHome; plugin: string }> {
  const home = await helmHome();
  const plugin = join(home.folder, 'plugins', 'phasegate');
  await cp(helm4PluginFolder, plugin, { recursive: true });
  return { home, plugin };
}

/** A PATH on which `phasegate` is what npm puts there: a link to the program. */
async function pathWithPhasegate(home: HelmHome): Promise<string> {
  const bin = join(home.folder, 'bin');
  await mkdir(bin);
  await symlink(phasegateProgram, join(bin, 'phasegate'));
  return [bin, dirname(process.execPath), home.env.PATH].join(':');
}
