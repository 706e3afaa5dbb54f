import { spawn } from 'node:child_process';
import { chmod, mkdir, open, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { phasegateProgram } from '../tools/paths.ts';
import { writePachctlConfig } from './pachctl-config.ts';

/** Somebody who follows a runbook at a terminal, in a folder of their own. */
export interface Operator {
  /** What a script of bash printed. Rejects where a command fails. */
  readonly bash: (script: string) => Promise<string>;
  /** The same, and how it ended. */
  readonly tries: (script: string) => Promise<{ readonly status: number | null; readonly said: string }>;
  /** Ends what commands left in the background. */
  readonly leave: () => void;
}

/** @param programs by the names that commands call them by */
export async function operatorIn(
  folder: string,
  kubeconfig: string,
  programs: Readonly<Record<string, string>>,
): Promise<Operator> {
  await writePachctlConfig(folder);
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const [name, path] of Object.entries(programs)) await symlink(path, join(bin, name));
  const phasegate = join(bin, 'phasegate');
  await writeFile(phasegate, `#!/bin/sh\nexec '${process.execPath}' '${phasegateProgram}' "$@"\n`);
  await chmod(phasegate, 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}`, HOME: folder, KUBECONFIG: kubeconfig };
  const background: number[] = [];
  let scripts = 0;

  const tries: Operator['tries'] = async (script) => {
    scripts += 1;
    const output = join(folder, `output-${scripts}`);
    const jobs = join(folder, `jobs-${scripts}`);
    // To a file: a port-forward that stays would keep a pipe open.
    const file = await open(output, 'w');
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', `trap 'jobs -p > ${jobs}' EXIT\n${script}`], {
      cwd: folder,
      env,
      stdio: ['ignore', file.fd, file.fd],
    });
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    await file.close();
    background.push(...(await readFile(jobs, 'utf8')).split('\n').filter(Boolean).map(Number));
    return { status, said: await readFile(output, 'utf8') };
  };
  return {
    tries,
    bash: async (script) => {
      const { status, said } = await tries(script);
      if (status !== 0) throw new Error(`exit ${status} of\n${script}\n${said}`);
      return said;
    },
    leave: () => {
      for (const pid of background) {
        try {
          process.kill(pid);
        } catch {
          // It has ended by itself.
        }
      }
    },
  };
}
