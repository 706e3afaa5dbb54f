import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HelmBinaries } from '../tools/helm.ts';
import { helmHome, installPlugin } from '../tools/helm-home.ts';
import type { HelmMajor } from '../tools/helm-targets.ts';
import { helm4PluginFolder, phasegateProgram } from '../tools/paths.ts';
import { type Finished, run } from '../tools/run.ts';
import type { ControlPlane } from './control-plane.ts';

/** Somebody at a terminal: `helm` of one major version, `kubectl` and `phasegate` on PATH, and a KUBECONFIG. */
export interface Operator {
  /** The whole environment of those programs. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs one of the programs on PATH. */
  run(program: 'helm' | 'kubectl' | 'phasegate', args: readonly string[]): Promise<Finished>;
  /** What the last run of phasegate has written to stdout. */
  lastWritten(): Promise<string>;
  /** The report of the last run of phasegate that left one. */
  lastReport(): Promise<unknown>;
}

/** Both Helms run the phasegate on PATH: 3 as a program, 4 through the project's plugin. */
export async function operator(major: HelmMajor, helm: HelmBinaries, plane: ControlPlane): Promise<Operator> {
  const home = await helmHome();
  const bin = join(home.folder, 'bin');
  const record = join(home.folder, 'written');
  await mkdir(bin);
  await symlink(major === 3 ? helm.helm3 : helm.helm4, join(bin, 'helm'));
  await symlink(plane.kubectlProgram, join(bin, 'kubectl'));
  await writeRecorder(join(bin, 'phasegate'), record);
  if (major === 4) await installCopiedPlugin(helm.helm4, home);
  const PATH = [bin, dirname(process.execPath), process.env.PATH].join(':');
  const env = { ...home.env, PATH, KUBECONFIG: plane.kubeconfig };
  return {
    env,
    run: (program, args) => run(join(bin, program), args, { env, cwd: home.folder, timeoutMs: 240_000 }),
    lastWritten: () => readFile(record, 'utf8'),
    lastReport: () => newestReport(home.reports),
  };
}

/** The built phasegate with its stdout kept: Helm shows what it has stored, not what it was given. */
async function writeRecorder(program: string, record: string): Promise<void> {
  await writeFile(
    program,
    `#!/bin/sh\n"${phasegateProgram}" "$@" >"${record}"\nstatus=$?\ncat "${record}"\nexit $status\n`,
  );
  await chmod(program, 0o755);
}

/** Away from the project, where the plugin would run the program beside it. */
async function installCopiedPlugin(helm4: string, home: Awaited<ReturnType<typeof helmHome>>): Promise<void> {
  const plugin = join(home.folder, 'plugins', 'phasegate');
  await cp(helm4PluginFolder, plugin, { recursive: true });
  await installPlugin(helm4, home, plugin);
}

/** Their names begin with the time. */
async function newestReport(folder: string): Promise<unknown> {
  const newest = (await readdir(folder)).sort().at(-1) ?? '';
  return JSON.parse(await readFile(join(folder, newest), 'utf8'));
}
