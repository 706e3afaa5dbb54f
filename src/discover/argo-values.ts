import { embeddedPlace } from '../values/embedded-text.ts';
import type { HelmMajor } from '../values/helm-major.ts';
import { readValues } from '../values/read-values.ts';
import type { MapNode, ValueNode } from '../values/tree.ts';
import { brokenAt, type UseValues, valuesAt } from './chart-use.ts';
import { withParameters } from './helm-parameters.ts';
import { field, itemsField, type OuterDocument } from './outer-document.ts';

/** The `helm` part of a source of an Argo CD Application. */
export interface ArgoHelm {
  readonly document: OuterDocument;
  readonly node: ValueNode | undefined;
  readonly path: readonly string[];
  /** A noun phrase for the Application. */
  readonly words: string;
  readonly helm: HelmMajor;
  /** Whether what stands between double braces is filled in later, as in an ApplicationSet. */
  readonly isTemplate: boolean;
}

/** Argo CD reads `valuesObject`, else the text in `values`, and lays `parameters` over either. */
export function argoValues(argo: ArgoHelm): UseValues {
  const written = writtenValues(argo);
  const parameters = itemsField(argo.node, 'parameters');
  if (parameters.length === 0 || written.kind === 'broken') return written;
  const base = written.kind === 'part' ? written : parametersAlone(argo);
  return { ...base, values: withParameters(base.values, parameters, argo.helm) };
}

function writtenValues({ document, node, path, words, helm, isTemplate }: ArgoHelm): UseValues {
  const nothing: UseValues = { kind: 'none', what: `${words} that sets no values` };
  const object = field(node, 'valuesObject');
  if (object) return valuesAt(document, object, [...path, 'valuesObject'], words);
  const text = field(node, 'values');
  if (text === undefined) return nothing;
  if (text.kind !== 'scalar' || typeof text.value !== 'string') return textNeeded(text);
  if (text.value.trim() === '' || text.origin.kind !== 'file') return nothing;
  const read = readValues(text.value, embeddedPlace(text.value, text.origin, document.file), helm);
  if (read.ok) return { kind: 'part', prefix: [...path, 'values'], ...read.value };
  if (isTemplate && text.value.includes('{{'))
    return { kind: 'none', what: `${words} whose values are a template` };
  return { kind: 'broken', error: read.error };
}

const textNeeded = ({ origin }: ValueNode): UseValues =>
  brokenAt(
    origin,
    'helm.values takes a text, and Argo CD refuses anything else; write values: | above the keys, or name it valuesObject',
  );

function parametersAlone({ node, path, document }: ArgoHelm): Extract<UseValues, { kind: 'part' }> {
  const origin = field(node, 'parameters')?.origin ?? document.values.origin;
  const values: MapNode = { kind: 'map', entries: new Map(), origin };
  return { kind: 'part', prefix: [...path, 'parameters'], values, duplicates: [] };
}
