import { asVersion } from '../../../../chart/versions.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import { renderedText } from './rendered-text.ts';

/** The version of a component's server; undefined for a tag such as `latest`, behind which any server may be. */
export function knownServer(component: ComponentValues): string | undefined {
  const tag = component.value('image', 'tag');
  if (tag === undefined) return component.server;
  const text = renderedText(tag);
  return text === '' || asVersion(text) !== undefined ? component.server : undefined;
}
