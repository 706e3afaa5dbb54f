import type { ValuePath } from '../../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { isPlaceholder } from './placeholder.ts';

/** A credential that stands in the values; what it is never leaves the node. */
export interface WrittenSecret {
  readonly node: ValueNode;
  readonly where: 'config' | 'flag' | 'variable' | 'minio';
  /** Its key, flag or variable. */
  readonly name: string;
  /** The path from the top of the values or of the configuration. */
  readonly path: ValuePath;
}

/** Keys of the server's configuration that hold credentials (configuration reference of 1.21.0 and 2.2.1). */
export const SECRET_KEYS: ReadonlySet<string> = new Set([
  'secret_access_key',
  'secret_key',
  'service_account',
  'client_secret',
  'account_key',
  'connection_string',
  'password',
  'acl_token',
]);

/** A text or number written out; booleans, empty texts and placeholders are none. */
export function isWrittenOut(node: ValueNode | undefined): node is ValueNode {
  if (node?.kind !== 'scalar' || node.origin.kind === 'default' || !isTrueInTemplate(node)) return false;
  return typeof node.value !== 'boolean' && !isPlaceholder(String(node.value));
}
