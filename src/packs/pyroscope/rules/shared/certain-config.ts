import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { lookup, type ValueNode } from '../../../../values/tree.ts';
import { configText } from '../../values/config-text.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

/** What the text in `pyroscope.config` adds to the server's configuration. `unclear`: its templates decide. */
type Standing = 'applies' | 'absent' | 'unclear';

const CONTROL = /\{\{-?\s*(?:if|else|range|with|end|define|block)\b/;
const ON_MINIO =
  /^\s*\{\{-?\s*if\s+\.Values\.minio\.enabled\s*-?\}\}((?:(?!\{\{-?\s*(?:if|else|range|with|end)\b)[\s\S])*)\{\{-?\s*end\s*-?\}\}\s*$/;
/** A line of nothing but an action may write out any number of keys. */
const ACTION_LINE = /^[ \t]*\{\{(?!-?\s*\/\*)[^}]*\}\}[ \t]*$/m;
const PLACE_OF_ACTION = /x{4,}/;

function ownText({ value }: PyroscopeValues): string | undefined {
  const node = value('pyroscope', 'config');
  const isWritten = node?.kind === 'scalar' && node.origin.kind !== 'default';
  return isWritten && typeof node.value === 'string' ? node.value : undefined;
}

/** Values files are often copies of the chart's own, whose text is empty without minio. */
function standing(values: PyroscopeValues): Standing {
  const text = ownText(values);
  if (text === undefined || !CONTROL.test(text)) return 'applies';
  if (!ON_MINIO.test(text)) return 'unclear';
  return isTrueInTemplate(values.value('minio', 'enabled')) ? 'applies' : 'absent';
}

const fromTemplate = ({ config }: PyroscopeValues, node: ValueNode): boolean =>
  config.isTemplated &&
  node.kind === 'scalar' &&
  typeof node.value === 'string' &&
  PLACE_OF_ACTION.test(node.value);

/** What config.yaml holds at a path for certain, whatever the templates in `pyroscope.config` come to. */
export function configured(values: PyroscopeValues, ...path: string[]): ValueNode | undefined {
  const structured = values.value('pyroscope', 'structuredConfig', ...path);
  if (structured) return structured;
  if (standing(values) !== 'applies') return undefined;
  const node = values.config.value(...path);
  return node && !fromTemplate(values, node) ? node : undefined;
}

/** Whether config.yaml may hold something at a path, perhaps out of a template or a text that cannot be read. */
export function mayBeConfigured(values: PyroscopeValues, ...path: string[]): boolean {
  if (lookup(values.resolved, ['pyroscope', 'structuredConfig', ...path])) return true;
  const stands = standing(values);
  if (stands === 'absent') return false;
  const text = ownText(values);
  const isOpaque = text !== undefined && text.trim() !== '' && isUnreadable(values, text);
  return isOpaque || values.config.value(...path) !== undefined;
}

const isUnreadable = (values: PyroscopeValues, text: string): boolean =>
  (!ON_MINIO.test(text) && ACTION_LINE.test(text)) ||
  configText(values.value('pyroscope', 'config'), values.textOf) === undefined;
