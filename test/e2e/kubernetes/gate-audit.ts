import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesPrograms } from '../tools/kubernetes.ts';

/** A request as the API server's audit log has it, also one that was denied. */
export interface AuditedRequest {
  readonly user: string;
  /** `list pods`, `create pods/portforward`, `get /version`. */
  readonly asked: string;
  readonly status: number;
}

export interface AuditedPrograms {
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
export async function withAuditLog(programs: KubernetesPrograms, folder: string): Promise<AuditedPrograms> {
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
