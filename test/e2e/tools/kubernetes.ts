import { goBuild } from './go-build.ts';
import { kubernetesModule, kwokModule } from './paths.ts';

/** What a control plane with simulated nodes is made of. */
export interface KubernetesPrograms {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  readonly kwok: string;
  readonly kubectl: string;
}

/**
 * Kubernetes 1.35.4 and etcd 3.6.5, built from test/e2e/kubernetes-tools/go.mod, and kwok 0.7.0, from the
 * go.mod in its kwok folder.
 * @throws NoGo where one has to be built and there is no Go.
 */
export async function kubernetesPrograms(): Promise<KubernetesPrograms> {
  // One after the other: they share most packages, which the later ones find compiled.
  const etcd = await build('etcd', 'go.etcd.io/etcd/server/v3');
  const apiServer = await buildKubernetes('kube-apiserver');
  const controllerManager = await buildKubernetes('kube-controller-manager');
  const scheduler = await buildKubernetes('kube-scheduler');
  const kubectl = await buildKubernetes('kubectl');
  const kwok = await goBuild({
    name: 'kwok',
    module: kwokModule,
    package: 'sigs.k8s.io/kwok/cmd/kwok',
    linkerFlags: withoutSymbols,
  });
  return { etcd, apiServer, controllerManager, scheduler, kwok, kubectl };
}

function buildKubernetes(name: string): Promise<string> {
  return build(name, `k8s.io/kubernetes/cmd/${name}`);
}

// Debuggers' data would make each program half as big again, and slower to link.
const withoutSymbols = '-s -w';

// Helm and kubectl refuse a server that tells no version.
const version = { gitVersion: 'v1.35.4', gitMajor: '1', gitMinor: '35' };
const versionFlags = Object.entries(version).map(
  ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
);

function build(name: string, path: string): Promise<string> {
  const linkerFlags = [withoutSymbols, ...versionFlags].join(' ');
  return goBuild({ name, module: kubernetesModule, package: path, linkerFlags });
}
