import type { Report } from '../../../../lint/finding.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { renderedText } from './rendered-text.ts';
import { isServerCertain } from './server-certainty.ts';
import { shownPath, writtenFor } from './written-path.ts';

/** A server that somebody chose by an image tag. */
export interface TaggedServer {
  readonly at: Report['at'];
  /** The path of the tag, as texts show it. */
  readonly key: string;
  readonly server: string;
}

/** The server that a written image.tag gives a component; undefined where no tag says for certain which it is. */
export function taggedServer(values: PyroscopeValues, component: ComponentValues): TaggedServer | undefined {
  const written = writtenFor(values, component, 'image', 'tag');
  if (!written || !renderedText(written.node) || !isServerCertain(component)) return undefined;
  return { at: written.node, key: shownPath(written.path), server: component.server };
}
