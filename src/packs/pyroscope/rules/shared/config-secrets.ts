import type { ValuePath } from '../../../../lint/finding.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { isTemplatedWord } from './placeholder.ts';
import { isWrittenOut, SECRET_KEYS, type WrittenSecret } from './secret.ts';

const TLS_BLOCK = /tls_config$/;

const isSecretKey = (path: ValuePath): boolean => {
  const key = path.at(-1) ?? '';
  return SECRET_KEYS.has(key) || (key === 'key' && TLS_BLOCK.test(path.at(-2) ?? ''));
};

/** Credentials in the server's configuration, at and below a node of it. */
export function inConfig(values: PyroscopeValues, node: ValueNode, path: ValuePath): WrittenSecret[] {
  if (node.kind === 'map')
    return [...node.entries].flatMap(([key, child]) => inConfig(values, child, [...path, key]));
  if (node.kind === 'list' || !isSecretKey(path) || !isWrittenOut(node)) return [];
  if (values.config.isTemplated && isTemplatedWord(String(node.value))) return [];
  return [{ node, where: 'config', name: path.at(-1) ?? '', path }];
}
