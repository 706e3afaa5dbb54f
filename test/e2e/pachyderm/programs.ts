import { fileURLToPath } from 'node:url';
import type { SourceChanges } from '../tools/changed-module.ts';
import { goBuild } from '../tools/go-build.ts';

/** Versions of which both programs can be had, and run beside each other. */
export const SERVED = ['1.8.7', '1.9.12', '1.13.4'] as const;
export type Served = (typeof SERVED)[number];

/** Of the others pachctl alone is built. The module calls 1.9.4 v1.8.8, and 1.12.0 v1.11.9. */
export type Known = Served | '1.9.4' | '1.12.0';

/** Paths of the programs of one version. */
export interface PachydermPrograms {
  readonly pachctl: string;
  readonly pachd: string;
}

export type ServedPrograms = Readonly<Partial<Record<Served, PachydermPrograms>>>;

const PATH = 'github.com/pachyderm/pachyderm';

/**
 * pachd listens on every address, some of its ports are fixed, and it calls itself by the first address that is not
 * loopback. Here it stays on 127.0.0.1, and takes any port for those.
 */
const ON_LOOPBACK: SourceChanges = {
  path: PATH,
  folder: 'src',
  replaced: [
    [
      String.raw`Sprintf\(":%([dv])", (GitHookPort|SamlPort|assets\.PrometheusPort)\)`,
      'Sprintf("127.0.0.1:%$1", 0*$2)',
    ],
    [String.raw`(?<=Sprintf\(")(?=:%)|(?<=\bListenTCP\(")(?=")`, '127.0.0.1'],
    [String.raw`(?=ifaces, err := net\.Interfaces\(\))`, 'if true {\nreturn "127.0.0.1", nil\n}\n'],
  ],
};

const moduleOf = (version: Known): string =>
  fileURLToPath(new URL(`../pachyderm-servers/${version}`, import.meta.url));

/** pachctl of a version. @throws NoGo where it has to be built and there is no Go */
export const buildPachctl = (version: Known): Promise<string> => build('pachctl', version);

/** Built from the go.mod files in test/e2e/pachyderm-servers. @throws NoGo where one has to be built and there is no Go */
export async function pachydermPrograms(versions: readonly Served[]): Promise<ServedPrograms> {
  const built: [Served, PachydermPrograms][] = [];
  for (const version of versions)
    built.push([
      version,
      { pachctl: await buildPachctl(version), pachd: await build('pachd', version, ON_LOOPBACK) },
    ]);
  return Object.fromEntries(built);
}

const build = (name: string, version: Known, changes?: SourceChanges): Promise<string> =>
  goBuild({
    name: `${name}-${version}`,
    module: moduleOf(version),
    package: `${PATH}/src/server/cmd/${name}`,
    // Old releases of golang.org/x/net and x/sys link to what newer Go keeps to itself.
    linkerFlags: '-s -w -checklinkname=0',
    ...(changes && { changes }),
  });
