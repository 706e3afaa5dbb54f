import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type HelmHome, helmHome, helmTemplate, installPlugin } from './tools/helm-home.ts';
import { helm4PluginFolder, phasegateProgram, projectRoot } from './tools/paths.ts';
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
