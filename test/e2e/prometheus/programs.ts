import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { goBuild } from '../tools/go-build.ts';
import { buildCache, prometheusModule } from '../tools/paths.ts';
import { run } from '../tools/run.ts';

/** The stores that a history is moved between. */
export interface PrometheusPrograms {
  /** 2.42, of Debian. */
  readonly prometheus2: string;
  /** 3.15, built from test/e2e/prometheus-server/go.mod. */
  readonly prometheus3: string;
  /** 1.79.5, of Debian. */
  readonly victoriaMetrics: string;
}

/** Says that Debian's packages cannot be had here, so that the caller can skip what needs them. */
export class NoDebian extends Error {}

/** @throws NoGo, NoDebian where a program cannot be had here; Error where its build fails */
export async function prometheusPrograms(): Promise<PrometheusPrograms> {
  return {
    prometheus2: await debianProgram('prometheus', '2.42.*'),
    victoriaMetrics: await debianProgram('victoria-metrics', '1.79.5*'),
    prometheus3: await goBuild({
      name: 'prometheus',
      module: prometheusModule,
      package: 'github.com/prometheus/prometheus/cmd/prometheus',
    }),
  };
}

/**
 * A program of a Debian package, unpacked into the build cache; nothing is installed, and no rights are needed.
 * @param name of the package, and of its program
 * @param version a pattern, as apt-get takes it
 */
async function debianProgram(name: string, version: string): Promise<string> {
  const folder = join(buildCache, `debian-${name}-${version.replace(/\.?\*$/, '')}`);
  const program = join(folder, 'usr', 'bin', name);
  if (existsSync(folder)) return program;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await download(`${name}=${version}`, unfinished);
    const file = (await readdir(unfinished)).find((one) => one.endsWith('.deb')) ?? '';
    const unpacked = await run('dpkg', ['-x', file, '.'], { cwd: unfinished });
    if (unpacked.status !== 0) throw new NoDebian(`dpkg -x ${file}: ${unpacked.stderr.trim()}`);
    await rm(join(unfinished, file));
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return program;
}

async function download(versioned: string, cwd: string): Promise<void> {
  const aptGet = (args: readonly string[]) =>
    run('apt-get', args, { cwd, timeoutMs: 300_000 }).catch(() => undefined);
  const first = await aptGet(['download', versioned]);
  if (first?.status === 0) return;
  if (first === undefined) throw new NoDebian('no apt-get here');
  // Without lists of packages, or with those of a release that is gone.
  await aptGet(['update']);
  const again = await aptGet(['download', versioned]);
  if (again?.status !== 0)
    throw new NoDebian(`apt-get download ${versioned}: ${(again ?? first).stderr.trim().split('\n').at(-1)}`);
}
