import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isSeq,
  type Node,
  parseDocument,
  stringify,
  type YAMLSeq,
} from 'yaml';
import { err, ok, type Result } from '../../result.ts';
import { VERSION } from '../../version.ts';

const HOOK_ID = 'phasegate-lint';

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A local hook: pre-commit installs the npm package by itself. */
const hookFor = (files: readonly string[], loadsPacks: boolean) => ({
  repo: 'local',
  hooks: [
    {
      id: HOOK_ID,
      name: 'phasegate lint',
      language: 'node',
      additional_dependencies: [`phasegate@${VERSION}`],
      entry: loadsPacks ? 'phasegate lint --allow-packs' : 'phasegate lint',
      files: `^(?:${files.map(escaped).join('|')})$`,
    },
  ],
});

type Hook = ReturnType<typeof hookFor>;

/** As an item of a block list, indented; without the last line break. */
const blockItem = (hook: Hook, indent: number): string =>
  stringify([hook], { lineWidth: 0 }).trimEnd().replaceAll(/^/gm, ' '.repeat(indent));

/** The last node within a node that is written on its own: what follows it follows the whole. */
function lastWithin(node: Node): Node {
  if (!isCollection(node) || node.flow) return node;
  const last = node.items.at(-1);
  const inner = isPair(last) ? (last.value ?? last.key) : last;
  return inner ? lastWithin(inner as Node) : node;
}

const endOf = (node: Node | undefined): number => node?.range?.[1] ?? 0;

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Puts an item behind the last one of a block list, in the column of its dash. */
function appendToBlock(text: string, repos: YAMLSeq, hook: Hook, lineBreak: string): string {
  const start = repos.range?.[0] ?? 0;
  const item = blockItem(hook, start - lineStart(text, start));
  const end = endOf(lastWithin(repos));
  // A block scalar ends behind its line break, anything else before it and a comment.
  if (text[end - 1] === '\n') return `${text.slice(0, end)}${item}\n${text.slice(end)}`;
  const lineEnd = /\r?\n|$/.exec(text.slice(end));
  const at = end + (lineEnd?.index ?? 0);
  return `${text.slice(0, at)}${lineBreak}${item}${text.slice(at)}`;
}

function appendToFlow(text: string, repos: YAMLSeq, hook: Hook): string {
  const last = repos.items.at(-1) as Node | undefined;
  const at = last ? endOf(last) : (repos.range?.[0] ?? 0) + 1;
  return `${text.slice(0, at)}${last ? ', ' : ''}${JSON.stringify(hook)}${text.slice(at)}`;
}

function insert(text: string, repos: YAMLSeq, isBlockMap: boolean, hook: Hook): string {
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const written = (changed: string): string =>
    lineBreak === '\n' ? changed : changed.replaceAll(/\r?\n/g, lineBreak);
  if (!repos.flow) return written(appendToBlock(text, repos, hook, lineBreak));
  if (repos.items.length > 0 || !isBlockMap) return appendToFlow(text, repos, hook);
  const [start = 0, end = 0] = repos.range ?? [];
  return written(`${text.slice(0, start).trimEnd()}\n${blockItem(hook, 2)}${text.slice(end)}`);
}

/** Whether a text has the hook, beside all that another has. */
function hasHookBeside(changed: string, before: string): boolean {
  const [after, was] = [parseDocument(changed), parseDocument(before)];
  if (after.errors.length > 0) return false;
  const repos = (after.toJS() as { repos: unknown[] }).repos;
  return (
    JSON.stringify(repos.slice(0, -1)) === JSON.stringify((was.toJS() as { repos: unknown[] }).repos) &&
    JSON.stringify(repos.at(-1)).includes(HOOK_ID)
  );
}

/**
 * A pre-commit config with the hook in it; every other byte stays as it is.
 * @param text of the config that is there; undefined if there is none
 * @param files those that the hook is for
 * @param loadsPacks whether the files need packs that phasegate.yaml names
 * @returns in words why the hook cannot be put in
 */
export function withHook(
  text: string | undefined,
  files: readonly string[],
  loadsPacks: boolean,
): Result<string, string> {
  const hook = hookFor(files, loadsPacks);
  if (text === undefined) return ok(`repos:\n${blockItem(hook, 2)}\n`);
  const document = parseDocument(text);
  if (document.errors.length > 0) return err('it is not valid YAML; fix it first');
  const root = document.contents;
  const repos = isMap(root) ? root.get('repos', true) : undefined;
  if (isAlias(repos) || !isMap(root) || !isSeq(repos)) return err('it has no repos list; add one first');
  if (text.includes(HOOK_ID)) return ok(text);
  const changed = insert(text, repos, !root.flow, hook);
  return hasHookBeside(changed, text)
    ? ok(changed)
    : err(`the hook cannot be added without rewriting the file; add it yourself:\n${blockItem(hook, 2)}`);
}
