import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chartFolder, temporaryFolder } from './paths.ts';
import { type Finished, run } from './run.ts';

/** A home of its own for helm and phasegate, so that no plugin or report of this machine takes part. */
export interface HelmHome {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where phasegate leaves its reports under this home. */
  readonly reports: string;
}

export async function helmHome(): Promise<HelmHome> {
  const home = await temporaryFolder();
  const state = join(home, 'state');
  await mkdir(state);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_STATE_HOME: state,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
  };
  return { folder: home, env, reports: join(state, 'phasegate', 'reports') };
}

export interface TemplateOptions {
  /** `--set` expressions over the chart's dual-phase defaults. */
  readonly set?: readonly string[];
  readonly postRenderer?: string;
  readonly postRendererArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** `helm template` of the test chart, release and namespace `pyroscope`. */
export function helmTemplate(helm: string, home: HelmHome, options: TemplateOptions = {}): Promise<Finished> {
  const { set = [], postRenderer, postRendererArgs = [], env = {} } = options;
  const args = ['template', 'pyroscope', chartFolder, '--namespace', 'pyroscope'];
  for (const expression of set) args.push('--set', expression);
  if (postRenderer !== undefined) args.push('--post-renderer', postRenderer);
  for (const arg of postRendererArgs) args.push(`--post-renderer-args=${arg}`);
  return run(helm, args, { cwd: home.folder, env: { ...home.env, ...env } });
}

/** `helm plugin install` of a folder, on Helm 4. */
export async function installPlugin(helm4: string, home: HelmHome, folder: string): Promise<void> {
  const installed = await run(helm4, ['plugin', 'install', folder], { env: { ...home.env } });
  if (installed.status !== 0) throw new Error(`helm plugin install ${folder}: ${installed.stderr}`);
}
