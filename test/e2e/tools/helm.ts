import { goBuild } from './go-build.ts';
import { helmModule } from './paths.ts';

export interface HelmBinaries {
  readonly helm3: string;
  readonly helm4: string;
}

/**
 * Helm 3.21.4 and Helm 4.2.4, from PHASEGATE_HELM3 and PHASEGATE_HELM4 or built from test/e2e/go.mod.
 * @throws NoGo where one has to be built and there is no Go.
 */
export async function helmBinaries(): Promise<HelmBinaries> {
  const helm3 = process.env.PHASEGATE_HELM3 ?? (await buildHelm('helm3', 'v3'));
  const helm4 = process.env.PHASEGATE_HELM4 ?? (await buildHelm('helm4', 'v4'));
  return { helm3, helm4 };
}

function buildHelm(name: string, major: string): Promise<string> {
  return goBuild({ name, module: helmModule, package: `helm.sh/helm/${major}/cmd/helm` });
}
