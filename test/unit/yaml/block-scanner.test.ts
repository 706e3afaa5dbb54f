import { describe, expect, it } from 'vitest';
import { asMap, textAt } from '../../../src/manifest/query.ts';
import { scanBlockDocument } from '../../../src/yaml/block-scanner.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { readStrictly } from '../../../src/yaml/library-tree.ts';
import { plainTree } from '../../property/plain-tree.ts';

/** A key's text as the library reads it. */
function parsed(text: string): string | undefined {
  const tree = readStrictly(text);
  return tree.ok ? textAt(tree.root, 'a') : tree.problem.reason;
}

describe('a block scalar that begins with blank lines', () => {
  it.each([
    ['empty', 'a: |\n\n  text\nb: 1\n'],
    ['narrower than the text', 'a: |\n \n  text\nb: 1\n'],
    ['as wide as the text', 'a: |\n  \n  text\nb: 1\n'],
  ])('is read as the library does where they are %s', (_, text) => {
    const scanned = textAt(scanBlockDocument(text, 0), 'a');
    expect(scanned).toContain('text');
    expect(scanned).toBe(parsed(text));
  });

  it.each([
    ['the first', 'a: |\n    \n  text\nb: 1\n'],
    ['a later one', 'a: |\n\n   \n  text\nb: 1\n'],
  ])('is left to the library, which refuses it, where %s is wider than the text', (_, text) => {
    expect(scanBlockDocument(text, 0)).toBeUndefined();
    expect(readStrictly(text).ok).toBe(false);
  });
});

/** What a chart's default render holds besides plain blocks: agent configuration indented with tabs, brackets, JSON. */
const RENDER = `---
# Source: chart/charts/agent/templates/configmap.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: agent
  annotations:
    {}
data:
  config.alloy: |-
    discovery.kubernetes "pods" {
    \trole = "pod"
    }

    discovery.relabel "kept" {
    \ttargets = concat(discovery.kubernetes.pods.targets)
    \t
    \trule {
    \t\taction = "keep"
    \t}
    }
---
# Source: chart/templates/overrides.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: overrides, labels: {"app": 'x'}}
data:
  overrides.yaml: |
    {}
---
apiVersion: apps/v1
kind: StatefulSet
spec:
  template:
    spec:
      containers:
        - name: store
          command: [ "/bin/sh",
            "-ce",
            "serve http://store-{0...3}.store:9000/export" ]
          args: ["--console", -v]
          note: 'one text
            over two lines, it''s read as one'
---
{
  "apiVersion": "v1",
  "kind": "Service",
  "spec": {"ports": [{"port": 80}], "selector": {}}
}
---
{}
`;

describe("a chart's default render", () => {
  it('is read by the scanner alone', () => {
    const left = splitDocuments(RENDER).filter(
      ({ text, bodyStart }) => scanBlockDocument(text, bodyStart) === undefined,
    );
    expect(left.map(({ text }) => text)).toEqual([]);
  });

  it.each(splitDocuments(RENDER).filter(({ text }) => text !== ''))(
    'says the same to the yaml library: document $index',
    ({ text, bodyStart }) => {
      const read = readStrictly(text);
      expect(plainTree(scanBlockDocument(text, bodyStart) ?? null)).toEqual(read.ok && plainTree(read.root));
    },
  );

  it('keeps the tabs that are content', () => {
    const [document] = splitDocuments(RENDER);
    const root = scanBlockDocument(document?.text ?? '', 3);
    expect(asMap(root)).toBeDefined();
    expect(textAt(root, 'data', 'config.alloy')).toContain('{\n\trole = "pod"\n}');
  });
});
