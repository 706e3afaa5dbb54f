import { type Known, known } from '../../../pack.ts';
import { hasField, type RemoteWrite } from './facts.ts';

const TENANT = 'x-scope-orgid';

/** The tenant that an entry writes for, by the header that Mimir and Cortex take it from; empty where it names none. */
export function tenantOf(entry: RemoteWrite): Known<string> {
  const { tree } = entry;
  const name = tree.keys('headers').find((one) => String(one).toLowerCase() === TENANT);
  const said = hasField(entry, 'headers') && name !== undefined ? tree.at('headers', name) : undefined;
  return said ?? known('', 'default');
}
