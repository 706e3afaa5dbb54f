import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the pods of a namespace show to somebody who asks them, for no container runs in them. */
export interface SimulatedPods {
  readonly namespace: string;
  /** A port of 127.0.0.1 that answers a port-forward to any of them, on whatever port of theirs. */
  readonly forwardTo?: number;
  /**
   * A file that is the log of all of their containers, each line as container runtimes write it:
   * `2026-01-01T00:00:00Z stdout F text`.
   */
  readonly logFile?: string;
}

/** Writes kwok's configuration. A pod that nothing is said of has no log, and breaks off port-forwards. */
export async function writeKwokConfig(folder: string, pods: readonly SimulatedPods[]): Promise<string> {
  const file = join(folder, 'kwok.yaml');
  const documents = pods.flatMap((simulated) => [...forwarding(simulated), ...logging(simulated)]);
  await writeFile(file, documents.map((document) => `---\n${JSON.stringify(document)}\n`).join(''));
  return file;
}

function forwarding({ namespace, forwardTo }: SimulatedPods): unknown[] {
  if (forwardTo === undefined) return [];
  const target = { address: '127.0.0.1', port: forwardTo };
  return [configuration('ClusterPortForward', namespace, { forwards: [{ target }] })];
}

function logging({ namespace, logFile }: SimulatedPods): unknown[] {
  if (logFile === undefined) return [];
  return [configuration('ClusterLogs', namespace, { logs: [{ logsFile: logFile }] })];
}

function configuration(kind: string, namespace: string, spec: object): unknown {
  const selector = { matchNamespaces: [namespace] };
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind,
    metadata: { name: namespace },
    spec: { selector, ...spec },
  };
}
