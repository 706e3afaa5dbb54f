import type { ValuesError } from '../values/values-error.ts';
import type { Discovery } from './found-values.ts';
import type { SourceFile } from './uses-values.ts';

/** Whether a text is that of a helmfile, readable or not. */
export const listsReleases = (text: string): boolean => /^releases[ \t]*:/m.test(text);

/** Whether a modeline or the config says that a file holds values. */
export const isStated = ({ modeline }: SourceFile): boolean =>
  modeline.pack !== undefined || modeline.chart !== undefined;

const LIST_AT_THE_TOP =
  /^\ufeff?(?:(?:(?:---|#).*|[ \t\r]*)\n)*(?:-[ \t]+(?<map>["']?[\w.-]+["']?:(?:[ \t\r\n]|$))?|(?<flow>\[\s*\{(?![{%])))/;

/** An action of a template of Go, Jinja or Terraform that no quote stands before. */
const ACTION = /^[^"'#\n]*(?:\{[{%]|%\{)/m;

/** What a text is that is no YAML map, if its shape says so: a list, as of Ansible's tasks or a JSON patch, or a template. */
function shapeOf({ text, path, neighbours }: SourceFile): string | undefined {
  const list = LIST_AT_THE_TOP.exec(text);
  if (
    list &&
    (list.groups?.map !== undefined || list.groups?.flow !== undefined || neighbours.isInRepository(path))
  )
    return 'a list, and not values of a chart';
  return ACTION.test(text) ? 'a template, and not YAML that Helm reads' : undefined;
}

/**
 * A file that cannot be read and that no release or Chart.yaml names. It is passed over where its shape is that of no values,
 * and nobody says that it holds some.
 */
export function brokenOr(source: SourceFile, error: ValuesError, isClaimed: boolean): Discovery {
  const shape = isStated(source) || source.keys === undefined ? undefined : shapeOf(source);
  return shape === undefined ? { kind: 'broken', error, isClaimed } : { kind: 'other', what: shape };
}
