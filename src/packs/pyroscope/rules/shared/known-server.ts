import { asVersion } from '../../../../chart/versions.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { renderedText } from './rendered-text.ts';

/**
 * The version of a component's server; undefined for a tag such as `latest`, behind which any server may be, and for the
 * own server of a chart that is not known.
 */
export function knownServer(component: ComponentValues): string | undefined {
  const tag = component.value('image', 'tag');
  const own = component.isServerGuessed ? undefined : component.server;
  if (tag === undefined) return own;
  const text = renderedText(tag);
  return text === '' || asVersion(text) !== undefined ? own : undefined;
}
