import { basename } from 'node:path';
import type { ValuesError } from '../values/values-error.ts';
import type { Discovery } from './found-values.ts';
import { listsReleases } from './helmfile.ts';
import type { SourceFile } from './uses-values.ts';

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

/** Folders of a chart whose files its templates read. */
const CHART_FILES = /(?:^|\/)(?:files|dashboards|crds)(?:\/|$)/;

/** What a file is that never holds values, by its name, its folder or marks in it. */
export function passedOver({ path, folder, text, neighbours }: SourceFile): string | undefined {
  const files = CHART_FILES.exec(folder);
  if (files && neighbours.chartFolder(folder.slice(0, files.index)).kind !== 'none')
    return 'a file of a chart';
  const name = basename(path);
  if (/^(?:Chart|requirements)\.(?:yaml|lock)$/.test(name)) return 'chart metadata';
  if (/^phasegate\.ya?ml$/.test(name)) return 'the configuration of phasegate';
  if (/\bENC\[AES256_GCM,/.test(text) && /^"?sops"?:/m.test(text)) return 'data encrypted by sops';
  const isOfTemplates = /(?:^|\/)templates(?:\/|$)/.exec(folder);
  const chart = isOfTemplates && folder.slice(0, isOfTemplates.index);
  return chart && neighbours.chartFolder(chart).kind !== 'none' ? 'a template of a chart' : undefined;
}

/** Templates of helmfile, Ansible and Terraform: what they hold is known only once they are rendered. */
export const isRenderedFirst = ({ path, text }: SourceFile): boolean =>
  (/\.(?:gotmpl|j2|jinja2?)$/.test(path) && /\{[{%]/.test(text) && !listsReleases(text)) ||
  (/\.(?:tftpl|tmpl|tpl)$/.test(path) && /\{[{%]|[$%]\{/.test(text));

/** What cannot be read as it is a Go template first, which only helmfile itself renders. */
export const asTemplate = ({ text }: SourceFile, what: string): Discovery | undefined =>
  text.includes('{{')
    ? { kind: 'other', what: `${what} with Go templates, which cannot be read` }
    : undefined;

export const mentions = (text: string, words: readonly string[]): boolean =>
  words.some((word) => text.includes(word));

/** Kinds of objects that deploy charts, hold values of them, or stand for other objects. */
const RELATED =
  /^(?:HelmRelease|Application(?:Set)?|HelmChart(?:Config|InflationGenerator)?|ConfigMap|List)$/;

/**
 * The kinds of the objects of a text, if none of them is related to charts: most files of a large repository need not be
 * parsed.
 * @returns undefined where a document does not have its kind at the start of a line, as plain as people write it
 */
export function unrelatedKinds(text: string): readonly { readonly kind: string }[] | undefined {
  const kinds = text
    .split(/^---(?:[ \t].*)?\r?$/m)
    .filter((part) => /^[ \t]*[^\s#]/m.test(part))
    .map((part) => {
      const isObject = /^apiVersion:[ \t]+[\w./-]+[ \t\r]*$/m.test(part);
      const kind = isObject ? (/^kind:[ \t]+([A-Z]\w*)[ \t\r]*$/m.exec(part)?.[1] ?? '') : '';
      return { kind };
    });
  const isOther = ({ kind }: { readonly kind: string }): boolean => kind !== '' && !RELATED.test(kind);
  return kinds.length > 0 && kinds.every(isOther) ? kinds : undefined;
}
