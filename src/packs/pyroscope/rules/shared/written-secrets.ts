import type { ValuePath } from '../../../../lint/finding.ts';
import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { inConfig } from './config-secrets.ts';
import { inFlags, inVariables } from './pod-secrets.ts';
import { isWrittenOut, type WrittenSecret } from './secret.ts';

/** The blocks of the values in which flags and variables of components are written. */
function blocks({ given }: PyroscopeValues): [ValuePath, ValueNode][] {
  const parents = [
    ['pyroscope', 'components'],
    ['architecture', 'microservices', 'v1'],
    ['architecture', 'microservices', 'v2'],
  ];
  const components = parents.flatMap((parent) => {
    const node = given(...parent);
    const entries = node?.kind === 'map' ? [...node.entries] : [];
    return entries.map(([name, block]): [ValuePath, ValueNode] => [[...parent, name], block]);
  });
  const shared = given('pyroscope');
  return shared ? [[['pyroscope'], shared], ...components] : components;
}

function inMinio({ given, value }: PyroscopeValues): WrittenSecret[] {
  const path = ['minio', 'rootPassword'];
  const node = given(...path);
  const isUsed =
    isTrueInTemplate(value('minio', 'enabled')) && !isTrueInTemplate(value('minio', 'existingSecret'));
  return isUsed && isWrittenOut(node) ? [{ node, where: 'minio', name: 'rootPassword', path }] : [];
}

/** Every credential that somebody wrote into the values as it is. */
export function writtenSecrets(values: PyroscopeValues): readonly WrittenSecret[] {
  return [
    ...inConfig(values, values.config.tree, []),
    ...blocks(values).flatMap(([path, block]) => [...inFlags(block, path), ...inVariables(block, path)]),
    ...inMinio(values),
  ];
}
