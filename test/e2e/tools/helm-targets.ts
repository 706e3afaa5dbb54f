import type { HelmBinaries } from './helm.ts';
import { type HelmHome, helmHome, helmTemplate, installPlugin, type TemplateOptions } from './helm-home.ts';
import { helm4PluginFolder, identityPluginFolder, phasegateProgram } from './paths.ts';
import type { Finished } from './run.ts';

/** One Helm with phasegate made known to it in the way its users do. */
export interface HelmTarget {
  readonly home: HelmHome;
  /** `helm template` with no post-renderer. */
  plain(options?: ChartOptions): Promise<Finished>;
  /** `helm template` with a post-renderer that changes nothing: what Helm itself makes of any answer. */
  identity(options?: ChartOptions): Promise<Finished>;
  phasegate(options?: TemplateOptions): Promise<Finished>;
}

type ChartOptions = Pick<TemplateOptions, 'set'>;

export type HelmMajor = 3 | 4;

/** Helm 3 runs a program by its path, Helm 4 an installed plugin by its name. */
export async function helmTarget(major: HelmMajor, helm: HelmBinaries): Promise<HelmTarget> {
  const home = await helmHome();
  if (major === 3) return target(helm.helm3, home, { identity: 'cat', phasegate: phasegateProgram });
  await installPlugin(helm.helm4, home, identityPluginFolder);
  await installPlugin(helm.helm4, home, helm4PluginFolder);
  return target(helm.helm4, home, { identity: 'identity', phasegate: 'phasegate' });
}

function target(
  program: string,
  home: HelmHome,
  postRenderers: { readonly identity: string; readonly phasegate: string },
): HelmTarget {
  const { identity, phasegate } = postRenderers;
  return {
    home,
    plain: (options) => helmTemplate(program, home, options),
    identity: (options) => helmTemplate(program, home, { ...options, postRenderer: identity }),
    phasegate: (options) => helmTemplate(program, home, { ...options, postRenderer: phasegate }),
  };
}
