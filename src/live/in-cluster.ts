import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '../result.ts';
import { HttpClient } from './http-client.ts';
import type { AsyncResult, LiveProblem } from './problems.ts';

/** Where Kubernetes puts what a pod needs to ask the API server. */
const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';
const TIMEOUT_MS = 20_000;

/** The API server as a pod reaches it, over HTTPS with the token of its service account. */
export interface InClusterServer {
  /** Of the pod. */
  readonly namespace: string;
  /** @param path `/api/v1/namespaces/a/configmaps/b` @returns the object; undefined where there is none */
  get(path: string): AsyncResult<unknown>;
  /** Changes an object by a JSON merge patch. */
  patch(path: string, change: unknown): AsyncResult<unknown>;
  close(): void;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stopping?: AbortSignal;
  readonly folder?: string;
}

/** @returns undefined outside a cluster, or where the pod has no service account */
export function inClusterServer({
  env,
  stopping,
  folder = ACCOUNT_FOLDER,
}: Surroundings): InClusterServer | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (!host) return undefined;
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  let ca: string;
  let namespace: string;
  try {
    ca = read('ca.crt');
    namespace = read('namespace');
  } catch {
    return undefined;
  }
  const client = new HttpClient({ tls: { ca }, timeout: TIMEOUT_MS, ...(stopping && { stopping }) });
  const base = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const ask = async (path: string, change?: unknown): AsyncResult<unknown> => {
    const sent = await client.send({
      url: new URL(path, base),
      // The token is replaced while the pod runs.
      headers: { authorization: `Bearer ${read('token')}`, ...(change !== undefined && MERGE_PATCH) },
      ...(change !== undefined && { method: 'PATCH', body: JSON.stringify(change) }),
    });
    if (!sent.ok) return sent;
    const { status } = sent.value;
    const text = await sent.value.text(BODY_LIMIT).catch(() => '');
    if (status === 404 && change === undefined) return ok(undefined);
    if (status !== 200) return err(refused(path, status, text));
    try {
      return ok(JSON.parse(text) as unknown);
    } catch {
      return err(refused(path, status, 'its answer is not JSON'));
    }
  };
  return { namespace, get: (path) => ask(path), patch: ask, close: () => client.close() };
}

const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' } as const;
/** Above the largest object that etcd takes. */
const BODY_LIMIT = 4 * 1024 * 1024;

function refused(path: string, status: number, text: string): LiveProblem {
  const isForbidden = status === 401 || status === 403;
  const message = messageOf(text);
  return {
    kind: isForbidden ? 'forbidden' : 'unexpected-answer',
    what: `The API server answers ${status} to ${path}${message === '' ? '' : `: ${message}`}.`,
    remedy: isForbidden
      ? 'Give the service account of this pod the right to get and patch this object.'
      : 'Check that the object exists, and that the API server works.',
  };
}

/** `message` of a Status object, or the text itself. */
function messageOf(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return text.trim().slice(0, 200);
  }
}
