import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import type { KubernetesPrograms } from '../tools/kubernetes.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { startControlPlane } from './control-plane.ts';
import { dualRelease } from './gate-fixture.ts';
import { phasegate } from './gate-terminal.ts';
import type { HelmRelease } from './helm-release.ts';
import { kubernetesTest } from './kubernetes-test.ts';
import type { PolicyRule } from './limited-user.ts';
import { untilRolledOut } from './roll-out.ts';
import type { SimulatedPods } from './simulated-pods.ts';

/** A request as the API server's audit log has it, also one that was denied. */
interface AuditedRequest {
  readonly user: string;
  /** `list pods`, `create pods/portforward`, `get /version`. */
  readonly asked: string;
  readonly status: number;
}

interface AuditedPrograms {
  readonly programs: KubernetesPrograms;
  /** Every finished request so far of one namespace's service accounts. */
  requestsFrom(namespace: string): Promise<readonly AuditedRequest[]>;
}

interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code: number };
}

const policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] };

/** The programs of a control plane whose API server keeps an audit log in a folder. */
async function withAuditLog(programs: KubernetesPrograms, folder: string): Promise<AuditedPrograms> {
  const [log, policyFile, apiServer] = ['audit.log', 'policy.json', 'kube-apiserver'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await writeFile(policyFile, JSON.stringify(policy));
  const flags = `--audit-log-path="${log}" --audit-policy-file="${policyFile}"`;
  await writeFile(apiServer, `#!/bin/sh\nexec "${programs.apiServer}" "$@" ${flags}\n`);
  await chmod(apiServer, 0o755);
  return {
    programs: { ...programs, apiServer },
    requestsFrom: async (namespace) => {
      const text = await readFile(log, 'utf8');
      const lines = text.split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as AuditEvent).flatMap(fromAccountsOf(namespace));
    },
  };
}

const fromAccountsOf =
  (namespace: string) =>
  ({ stage, verb, requestURI, user, objectRef, responseStatus }: AuditEvent): readonly AuditedRequest[] => {
    // A port-forward begins its response when it opens, and completes it when it ends.
    if (stage !== 'ResponseComplete') return [];
    if (!user.username.startsWith(`system:serviceaccount:${namespace}:`)) return [];
    const { resource, subresource } = objectRef ?? {};
    const what = resource === undefined ? requestURI.split('?')[0] : [resource, subresource];
    const named = Array.isArray(what) ? what.filter((part) => part !== undefined).join('/') : what;
    return [{ user: user.username, asked: `${verb} ${named}`, status: responseStatus?.code ?? 0 }];
  };

const core = (verbs: string[], ...resources: string[]): PolicyRule => ({ apiGroups: [''], resources, verbs });
const reading = [
  {
    apiGroups: ['apps'],
    resources: ['statefulsets', 'deployments', 'controllerrevisions', 'replicasets'],
    verbs: ['list'],
  },
  core(['get', 'list', 'watch'], 'pods', 'persistentvolumeclaims', 'secrets'),
  core(['get'], 'pods/log'),
  core(['create'], 'pods/portforward'),
];

describe.each([3, 4] as const)('plan, verify and next with Helm %i', (major) => {
  kubernetesTest('read, and do nothing else', async ({ helm, kubernetes }) => {
    const namespace = `reading-${major}`;
    const { programs, requestsFrom } = await withAuditLog(kubernetes, await temporaryFolder());
    const plane = await startControlPlane(programs, [await simulated(namespace)]);
    onTestFinished(plane.stop);
    const release = await dualRelease(major, helm, { plane, namespace });
    await untilRolledOut(release);
    const kubeconfig = await plane.limitedKubeconfig({ namespace, rules: reading });
    const before = await everythingIn(release);
    await worksWith(release, kubeconfig);
    expect(await everythingIn(release)).toEqual(before);
    const requests = await requestsFrom(namespace);
    const denied = new Set(requests.flatMap(({ asked, status }) => (status === 403 ? [asked] : [])));
    // kubectl tries a WebSocket first, which wants the verb get, then what create is enough for. Whether a guard stands is
    // asked of the whole cluster, and nothing depends on the answer.
    expect([...denied].toSorted()).toEqual([
      'get pods/portforward',
      'list validatingadmissionpolicies',
      'list validatingadmissionpolicybindings',
    ]);
    const asked = [...new Set(requests.map(({ asked }) => asked))].sort();
    expect(asked).toEqual(
      expect.arrayContaining(['list pods', 'list persistentvolumeclaims', 'list secrets']),
    );
    expect(asked).toContain('create pods/portforward');
    expect(asked.filter((one) => !/^(get|list|watch) /.test(one))).toEqual(['create pods/portforward']);
  });
});

/** What they ask is answered; that no server runs in the pods is another matter. */
async function worksWith({ namespace, operator, name, manifest }: HelmRelease, kubeconfig: string) {
  const ask = (command: string, ...args: string[]) =>
    phasegate(operator.env, [command, '-n', namespace, '--kubeconfig', kubeconfig, name, ...args]);
  const planned = await ask('plan', '--reuse-values', '--set', 'architecture.storage.v1=false');
  expect([planned.status, planned.stderr]).toEqual([0, '']);
  expect(planned.stdout).toContain('dual → v2');
  const next = await ask('next');
  expect([next.status, next.stderr]).toEqual([0, '']);
  expect(next.stdout).toContain('dual → v2');
  const verified = await ask('verify', '--format', 'json');
  expect([verified.status, verified.stderr]).toEqual([1, '']);
  const { checks } = JSON.parse(verified.stdout) as {
    checks: { id: string; seen: string; status: string }[];
  };
  const statuses = Object.fromEntries(checks.map(({ id, status }) => [id, status]));
  expect(statuses).toMatchObject({
    'components-ready': 'ok',
    'args-agree': 'ok',
    restarts: 'ok',
    'metastore-claims': 'ok',
    'phase-in-effect': 'unknown',
  });
  const [guard, others] = [true, false].map((is) =>
    checks.filter(({ id }) => (id === 'guard-stands') === is),
  );
  expect(JSON.stringify(others)).not.toMatch(/may not|cannot/);
  expect(guard).toMatchObject([{ status: 'skipped', seen: expect.stringContaining('could not be asked') }]);
  expect(await manifest()).toContain('-architecture.storage=v1-v2-dual');
}

/** Names and versions of all that a role could have let phasegate change. */
async function everythingIn({ plane, namespace }: HelmRelease): Promise<string[]> {
  const kinds = 'all,configmaps,secrets,persistentvolumeclaims,serviceaccounts,roles,rolebindings,events';
  const columns = 'custom-columns=K:.kind,N:.metadata.name,V:.metadata.resourceVersion';
  const lines = await plane.kubectl(['get', kinds, '-n', namespace, '-o', columns, '--no-headers']);
  return lines.trim().split('\n').sort();
}

/** Pods with a log, whose server refuses every connection. */
async function simulated(namespace: string): Promise<SimulatedPods> {
  const logFile = join(await temporaryFolder(), 'log');
  await writeFile(logFile, '2026-01-01T00:00:00Z stdout F entering leader state\n');
  const [forwardTo = 0] = await freePorts(1);
  return { namespace, logFile, forwardTo };
}
