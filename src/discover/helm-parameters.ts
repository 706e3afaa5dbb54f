import { err } from '../result.ts';
import type { HelmMajor } from '../values/helm-major.ts';
import { applySetFlag, type SetFlag } from '../values/set-flag.ts';
import type { MapNode, Origin, ValueNode } from '../values/tree.ts';
import { field, textField } from './outer-document.ts';

/**
 * The values with `helm.parameters` of an Argo CD Application on top: each is a --set, or a --set-string with
 * `forceString`. What Helm would refuse is left out.
 * @returns values that point at the parameters where these set them
 */
export const withParameters = (values: MapNode, parameters: readonly ValueNode[], helm: HelmMajor): MapNode =>
  parameters.reduce<MapNode>((base, parameter) => applyOne(base, parameter, helm), values);

function applyOne(base: MapNode, parameter: ValueNode, helm: HelmMajor): MapNode {
  const value = field(parameter, 'value');
  const flag = flagOf(parameter, value);
  if (!flag) return base;
  const readFile = () => err('no file is read for a parameter');
  const applied = applySetFlag(base, flag, { readFile, helm });
  if (!applied.ok || applied.value.kind !== 'map') return base;
  return located(applied.value, (value ?? parameter).origin);
}

function flagOf(parameter: ValueNode, value: ValueNode | undefined): SetFlag | undefined {
  const name = textField(parameter, 'name');
  if (name === undefined || (value !== undefined && value.kind !== 'scalar')) return undefined;
  const forced = field(parameter, 'forceString');
  const flag = forced?.kind === 'scalar' && forced.value === true ? '--set-string' : '--set';
  return { flag, text: `${name}=${escapeCommas(String(value?.value ?? ''))}` };
}

/** As Argo CD does: a comma separates nothing but the items of a list in braces. */
const escapeCommas = (value: string): string =>
  /^\{.*\}$/s.test(value) ? value : value.replace(/([^\\]),/g, '$1\\,');

/** The tree with what a flag has put in placed at the origin. */
function located(map: MapNode, origin: Origin): MapNode;
function located(node: ValueNode, origin: Origin): ValueNode;
function located(node: ValueNode, origin: Origin): ValueNode {
  const here = node.origin.kind === 'flag' ? { ...origin } : node.origin;
  if (node.kind === 'scalar') return { ...node, origin: here };
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item) => located(item, origin)), origin: here };
  const entries = [...node.entries].map(([key, value]) => [key, located(value, origin)] as const);
  return { ...node, entries: new Map(entries), origin: here };
}
