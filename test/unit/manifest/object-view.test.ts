import { expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import type { ManifestObject } from '../../../src/pack.ts';
import { objectView } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';

const MANIFEST = `kind: Deployment
metadata: {name: books, namespace: prod, labels: {app: ledger}}
spec:
  template:
    spec:
      containers:
        - image: example/ledger:4.1
          args: [-store=disk]
`;

function viewOf(text: string): ManifestObject {
  const [object] = splitDocuments(text).flatMap(readableObjects);
  if (object === undefined) throw new Error('no object');
  return objectView(object);
}

it('is an object whose members a pack may take along one by one, or all at once', () => {
  const copy = { ...viewOf(MANIFEST) };
  expect(copy).toMatchObject({
    kind: 'Deployment',
    name: 'books',
    namespace: 'prod',
    labels: { app: 'ledger' },
    images: ['example/ledger:4.1'],
    args: ['-store=disk'],
  });
  const { at, keys } = copy;
  expect(at('metadata', 'name')).toMatchObject({ value: 'books' });
  expect(keys('metadata')).toEqual(['name', 'namespace', 'labels']);
});
