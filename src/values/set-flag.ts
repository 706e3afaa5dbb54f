import type { Result } from '../result.ts';
import { applyAssignment } from './apply-assignment.ts';
import { readJsonPrefix } from './json-prefix.ts';
import { mergeMaps } from './merge.ts';
import { type Grammar, parseAssignments, type SetFlag, showAssignment } from './set-grammar.ts';
import {
  fileReader,
  fromFlagData,
  jsonReader,
  literalReader,
  type ReadFile,
  skipBlanks,
  stringReader,
  typedReader,
  type ValueReader,
} from './set-values.ts';
import { defaultHelm, type HelmMajor, type MapNode, type ValueNode } from './tree.ts';
import { caught, refuse, type ValuesError } from './values-error.ts';

export type { ReadFile, SetFlag };

export interface SetContext {
  readonly readFile: ReadFile;
  /** Helm 4 where it is left out. */
  readonly helm?: HelmMajor;
}

/**
 * The values with one flag applied, as pkg/strvals of Helm 3.21 and 4.2 does. The base stays as it is; a base that is
 * no map counts as empty.
 */
export function applySetFlag(
  base: ValueNode,
  flag: SetFlag,
  context: SetContext,
): Result<MapNode, ValuesError> {
  const origin = { kind: 'flag', flag: flag.flag, text: showAssignment(flag, flag.text) } as const;
  const map: MapNode = base.kind === 'map' ? base : { kind: 'map', entries: new Map(), origin };
  return caught(() => {
    const object = readObject(flag, context.helm ?? defaultHelm);
    if (object) return mergeMaps(map, object);
    return parseAssignments(flag, grammarOf(flag, context)).reduce(applyAssignment, map);
  });
}

/** Helm 4 takes a whole JSON object behind --set-json and merges it. */
function readObject(flag: SetFlag, helm: HelmMajor): MapNode | undefined {
  const start = skipBlanks(flag.text, 0);
  if (flag.flag !== '--set-json' || helm !== 4 || flag.text[start] !== '{') return undefined;
  const text = showAssignment(flag, flag.text);
  const { data, end } = readJsonPrefix(flag.text, start, `${flag.flag} ${text}`);
  if (skipBlanks(flag.text, end) < flag.text.length)
    refuse('flag-json', 'unexpected content after the JSON object; remove it', {
      flag: `${flag.flag} ${text}`,
    });
  const node = fromFlagData(data, { kind: 'flag', flag: flag.flag, text });
  return node.kind === 'map' ? node : undefined;
}

function grammarOf({ flag }: SetFlag, context: SetContext): Grammar {
  const readers: Record<SetFlag['flag'], ValueReader> = {
    '--set': typedReader,
    '--set-string': stringReader,
    '--set-json': jsonReader,
    '--set-file': fileReader(context.readFile),
    '--set-literal': literalReader,
  };
  const isLiteral = flag === '--set-literal';
  return {
    escapes: !isLiteral,
    keyStops: isLiteral ? '=[.' : '=[,.',
    readValue: readers[flag],
    helm: context.helm ?? defaultHelm,
  };
}
