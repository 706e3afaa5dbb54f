import type { ValuePath } from '../../../../lint/finding.ts';
import { namesCredential } from '../../../../redaction.ts';
import { lookup, type ValueNode } from '../../../../values/tree.ts';
import { isWrittenOut, SECRET_KEYS, type WrittenSecret } from './secret.ts';

/** Names of variables that point at a credential and hold none. */
const POINTS_AT = /_(?:FILE|PATH|ID|NAME|URL|URI|ARN|ENDPOINT|TTL|ENABLED)$/i;

const entriesAt = (block: ValueNode | undefined, key: string): [string, ValueNode][] => {
  const node = block && lookup(block, [key]);
  return node?.kind === 'map' ? [...node.entries] : [];
};

/** Credentials in the flags of a block: pyroscope or a component. */
export function inFlags(block: ValueNode, path: ValuePath): WrittenSecret[] {
  return entriesAt(block, 'extraArgs').flatMap(([name, node]): WrittenSecret[] => {
    const key = (name.split('.').at(-1) ?? '').replaceAll('-', '_');
    if (!SECRET_KEYS.has(key) || !isWrittenOut(node)) return [];
    return [{ node, where: 'flag', name, path: [...path, 'extraArgs', name] }];
  });
}

function variable(name: string, node: ValueNode, path: ValuePath): WrittenSecret[] {
  const value = node.kind === 'map' ? lookup(node, ['value']) : node;
  if (!namesCredential(name) || POINTS_AT.test(name) || !isWrittenOut(value)) return [];
  return /^(?:true|false)$/i.test(value.kind === 'scalar' ? String(value.value) : '')
    ? []
    : [{ node: value, where: 'variable', name, path }];
}

/** Credentials in the variables of a block: pyroscope or a component. */
export function inVariables(block: ValueNode, path: ValuePath): WrittenSecret[] {
  const named = entriesAt(block, 'extraEnvVars').flatMap(([name, node]) =>
    variable(name, node, [...path, 'extraEnvVars', name]),
  );
  const custom = lookup(block, ['extraCustomEnvVars']);
  const items = custom?.kind === 'list' ? custom.items : [];
  const listed = items.flatMap((item, index) => {
    const name = lookup(item, ['name']);
    if (name?.kind !== 'scalar') return [];
    return variable(String(name.value), item, [...path, 'extraCustomEnvVars', String(index)]);
  });
  return [...named, ...listed];
}
