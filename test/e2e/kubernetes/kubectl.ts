import { run } from '../tools/run.ts';

/** kubectl with a kubeconfig: its stdout. Rejects with its stderr when it fails. */
export type Kubectl = (args: readonly string[], stdin?: string) => Promise<string>;

/** @param home a folder for kubectl's caches */
export function kubectlWith(program: string, kubeconfig: string, home: string): Kubectl {
  const env = { PATH: process.env.PATH ?? '', HOME: home, KUBECONFIG: kubeconfig };
  return async (args, stdin = '') => {
    const { status, stdout, stderr } = await run(program, args, { env, stdin });
    if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
}

/** Creates or changes objects; JSON, so that nothing is read otherwise than it is meant. */
export async function apply(kubectl: Kubectl, items: readonly unknown[]): Promise<void> {
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
}

/** What `kubectl get` finds, as the API server has it. */
export async function get<T>(kubectl: Kubectl, args: readonly string[]): Promise<readonly T[]> {
  const list = JSON.parse(await kubectl(['get', ...args, '-o', 'json'])) as { readonly items: readonly T[] };
  return list.items;
}
