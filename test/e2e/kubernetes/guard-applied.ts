import { expect } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { GUARD_LABEL, POLICY_KIND } from '../../../src/guard/objects.ts';
import type { SeenWorkload } from '../../../src/guard/stamp.ts';
import type { Api, ApiAnswer } from './api.ts';
import type { ControlPlane } from './control-plane.ts';
import { apply, get } from './kubectl.ts';
import { until } from './until.ts';

interface GuardObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly variables?: readonly { readonly expression: string }[] };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly typeChecking?: { readonly expressionWarnings?: readonly object[] };
  };
}

const nameOf = ({ kind, metadata }: GuardObject): string => `${kind}/${metadata.name}`;

/** All objects of guards that the API server has, once it has checked their expressions. */
const checked = ({ kubectl }: ControlPlane): Promise<readonly GuardObject[]> =>
  until('the policies are checked', async () => {
    const [[label, value] = []] = Object.entries(GUARD_LABEL);
    const kinds = 'validatingadmissionpolicies,validatingadmissionpolicybindings';
    const all = await get<GuardObject>(kubectl, [kinds, '-l', `${label}=${value}`]);
    const policies = all.filter(({ kind }) => kind === POLICY_KIND);
    return policies.every(({ metadata, status }) => status?.observedGeneration === metadata.generation)
      ? all
      : undefined;
  });

/** The API server checks the types of validations alone: a policy in no binding with each variable as one of them. */
const variablesChecked = ({ metadata, spec }: GuardObject) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: POLICY_KIND,
  metadata: { name: `checked-${metadata.name}`, labels: GUARD_LABEL },
  spec: {
    ...spec,
    validations: [
      { expression: 'true' },
      ...(spec.variables ?? []).map(({ expression }) => ({ expression: `size([${expression}]) == 1` })),
    ],
  },
});

/** Applies what guard printed, and expects the API server to have it as it was printed, without a warning, also a second time. */
export async function applyGuard(plane: ControlPlane, printed: string): Promise<void> {
  const applied = (): Promise<string> => plane.kubectl(['apply', '-f', '-'], printed);
  await applied();
  const changed = (await applied()).split('\n').filter((line) => !/ unchanged$|^$/.test(line));
  expect(changed).toEqual([]);
  const objects = parseAllDocuments(printed).map((one) => one.toJS() as GuardObject);
  expect(objects.length).toBeGreaterThan(0);
  await apply(plane.kubectl, objects.filter(({ kind }) => kind === POLICY_KIND).map(variablesChecked));
  const all = await checked(plane);
  const warnings = all.flatMap((one) =>
    (one.status?.typeChecking?.expressionWarnings ?? []).map((warning) => ({ ...warning, of: nameOf(one) })),
  );
  expect(warnings).toEqual([]);
  const live = new Map(all.map((one) => [nameOf(one), one]));
  for (const one of objects) {
    expect(live.get(nameOf(one))?.spec, nameOf(one)).toEqual(one.spec);
  }
}

/** An object of the API server and what may become of it. */
export class Guarded {
  readonly #api: Api;
  readonly #path: string;

  constructor(api: Api, path: string) {
    this.#api = api;
    this.#path = path;
  }

  /** @param change JSON merge patch */
  change(change: object, query = ''): Promise<ApiAnswer> {
    return this.#api.send(
      'PATCH',
      `${this.#path}${query}`,
      JSON.stringify(change),
      'application/merge-patch+json',
    );
  }

  remove(query = ''): Promise<ApiAnswer> {
    return this.#api.send('DELETE', `${this.#path}${query}`);
  }

  /** What a stamp names of it. */
  async state(): Promise<Pick<SeenWorkload, 'generation' | 'uid'>> {
    const { message } = await this.#api.send('GET', this.#path);
    const { metadata } = JSON.parse(message) as { readonly metadata: SeenWorkload };
    return { generation: metadata.generation, uid: metadata.uid };
  }
}

/** Waits until an answer says that a policy is in force. @param ask changes nothing */
export const inForce = (ask: () => Promise<ApiAnswer>): Promise<ApiAnswer> =>
  until('the policy is in force', async () => {
    const answer = await ask();
    return answer.status === 403 && answer.message.includes('phasegate') ? answer : undefined;
  });

/** A dry run: it is judged like any other, and changes nothing. */
export const DRY_RUN = '?dryRun=All';

/** What went through: nothing to say. */
export const TAKEN = '';

/** What the policy said, or why the answer is none of its; empty where the change was taken. */
export const saidBy = ({ status, message }: ApiAnswer): string =>
  status < 300 ? TAKEN : message.replace(/^.*denied request: /s, '');

/** Creates an object. @param path of its collection */
export async function create(api: Api, path: string, object: object): Promise<void> {
  const { status, message } = await api.send('POST', path, JSON.stringify(object));
  expect(status, message).toBe(201);
}
