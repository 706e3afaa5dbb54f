import { parseAllDocuments } from 'yaml';
import { type GuardScope, guardText } from '../../../src/guard/objects.ts';
import type { GuardedPack } from '../../../src/guard/policy.ts';
import { GATE_ANNOTATION } from '../../../src/guard/stamp.ts';
import type { ApiAnswer } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { applyGuard } from './guard-applied.ts';
import { until } from './until.ts';

export interface Workload {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

const isWorkload = (object: unknown): object is Workload =>
  ['Deployment', 'StatefulSet'].includes((object as { kind?: string } | null)?.kind ?? '');

export const keyOf = ({ kind, metadata: { name } }: Workload): string => `${kind}/${name}`;

/** The workloads of a render, as objects of a namespace. */
export const workloadsIn = (render: string, namespace: string): readonly Workload[] =>
  parseAllDocuments(render)
    .map((one) => one.toJS() as unknown)
    .filter(isWorkload)
    .map((one) => ({ ...one, metadata: { ...one.metadata, namespace } }));

/** The same object with a stamp, and without the one that it has. */
export function withStamp(one: Workload, stamp: string | undefined): Workload {
  const { [GATE_ANNOTATION]: _, ...others } = one.metadata.annotations ?? {};
  const annotations = { ...others, ...(stamp !== undefined && { [GATE_ANNOTATION]: stamp }) };
  return { ...one, metadata: { ...one.metadata, annotations } };
}

/** Where the API server has the workloads of a kind. */
export const collectionOf = ({ kind }: Workload, namespace: string): string =>
  `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s`;

/** What a policy answers. */
export const isDenied = ({ status, message }: { status: number; message: string }): boolean =>
  status === 403 && message.includes("ValidatingAdmissionPolicy 'phasegate-");

/**
 * Applies a guard and waits until the API server holds it.
 * @param probe a question that it denies, or warns of, from then on
 */
export async function guardInForce(
  plane: ControlPlane,
  pack: GuardedPack,
  scope: GuardScope,
  probe: () => Promise<ApiAnswer>,
): Promise<void> {
  await applyGuard(plane, guardText(pack, scope));
  await until('the guard is in force', async () => {
    const answer = await probe();
    return isDenied(answer) || answer.warnings.some((one) => one.includes('phasegate')) ? true : undefined;
  });
}
