import { type Known, known, type Tree, unsure } from '../../../pack.ts';
import { TENANT_HEADERS } from '../facts/tenant-headers.ts';
import { hasField, type RemoteWrite } from './facts.ts';

/** The tenant that a map of headers names; undefined where it names none. */
function tenantIn(
  tree: Tree,
  list: string,
  tenantAt: (name: string | number) => Known<string> | undefined,
): Known<string> | undefined {
  const names = tree.keys(list);
  for (const header of TENANT_HEADERS) {
    const name = names.find((one) => String(one).toLowerCase() === header);
    const said = name === undefined ? undefined : tenantAt(name);
    if (said) return said;
  }
  return undefined;
}

/** The tenant that an entry writes for, by the header that stores take it from; empty where it names none. */
export function tenantOf(entry: RemoteWrite): Known<string> {
  const { tree, spelling } = entry;
  const own = hasField(entry, 'headers')
    ? tenantIn(tree, 'headers', (name) => tree.at('headers', name))
    : undefined;
  if (own || spelling === 'resource') return own ?? known('', 'default');
  // Prometheus 2.55 and newer has these as well, whose values may be in files.
  const ofHttp = tenantIn(
    tree,
    'http_headers',
    (name) =>
      tree.at('http_headers', name, 'values', 0) ??
      unsure('a file or a Secret holds the tenant', tree.place('http_headers', name)),
  );
  return ofHttp ?? known('', 'default');
}
