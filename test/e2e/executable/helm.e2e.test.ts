import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { type HelmHome, helmHome, helmTemplate, installPlugin } from '../tools/helm-home.ts';
import { helmTarget } from '../tools/helm-targets.ts';
import { helm4PluginFolder } from '../tools/paths.ts';
import { helmTest } from '../tools/provided.ts';
import { run } from '../tools/run.ts';
import { BUILD_TIMEOUT_MS, buildHere } from './executable.ts';

let program: string;
beforeAll(async () => {
  program = await buildHere();
}, BUILD_TIMEOUT_MS);

const TO_V2 = ['--phase', 'v2'];

/** A PATH of its own, on which there is no Node: the shell, what the plugin's script calls, and what is asked for. */
async function pathWithoutNode(home: HelmHome, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const bin = join(home.folder, 'bin');
  await mkdir(bin);
  const found = await run('sh', ['-c', 'command -v sh; command -v dirname']);
  for (const path of found.stdout.trim().split('\n'))
    await symlink(path, join(bin, path.split('/').at(-1) ?? ''));
  for (const [name, path] of Object.entries(more)) await symlink(path, join(bin, name));
  return bin;
}

describe('the executable without Node', () => {
  helmTest('is the post-renderer of Helm 3, and writes what Node writes', async ({ helm }) => {
    const expected = await (await helmTarget(3, helm)).phasegate({ postRendererArgs: TO_V2 });
    const home = await helmHome();
    const rendered = await helmTemplate(helm.helm3, home, {
      postRenderer: program,
      postRendererArgs: TO_V2,
      env: { PATH: await pathWithoutNode(home) },
    });
    expect(rendered.status, rendered.stderr).toBe(0);
    expect(rendered.stdout).toContain('-architecture.storage=v2');
    expect(rendered.stdout).toBe(expected.stdout);
  });

  helmTest.for(['on PATH', 'in its own folder'])(
    'is found by the Helm 4 plugin %s',
    async (where, { helm }) => {
      const expected = await (await helmTarget(4, helm)).phasegate({ postRendererArgs: TO_V2 });
      const home = await helmHome();
      const plugin = join(home.folder, 'plugins', 'phasegate');
      await cp(helm4PluginFolder, plugin, { recursive: true });
      if (where === 'in its own folder') await cp(program, join(plugin, 'phasegate'));
      await installPlugin(helm.helm4, home, plugin);
      const PATH = await pathWithoutNode(home, where === 'on PATH' ? { phasegate: program } : {});
      const rendered = await helmTemplate(helm.helm4, home, {
        postRenderer: 'phasegate',
        postRendererArgs: TO_V2,
        env: { PATH },
      });
      expect(rendered.status, rendered.stderr).toBe(0);
      expect(rendered.stdout).toBe(expected.stdout);
    },
  );

  helmTest('is found by the plugin beside a checkout whose Node is missing', async ({ helm }) => {
    const home = await helmHome();
    await installPlugin(helm.helm4, home, helm4PluginFolder);
    const rendered = await helmTemplate(helm.helm4, home, {
      postRenderer: 'phasegate',
      postRendererArgs: TO_V2,
      env: { PATH: await pathWithoutNode(home, { phasegate: program }) },
    });
    expect(rendered.status, rendered.stderr).toBe(0);
    expect(rendered.stdout).toContain('-architecture.storage=v2');
  });

  helmTest('fails helm where it refuses, as every program does', async ({ helm }) => {
    const home = await helmHome();
    const refused = await helmTemplate(helm.helm3, home, {
      set: ['storage.v2=false'],
      postRenderer: program,
      postRendererArgs: TO_V2,
    });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain('--set architecture.storage.v2=true');
  });
});
