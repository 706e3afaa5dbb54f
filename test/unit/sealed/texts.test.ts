import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const DIST = resolve(import.meta.dirname, '../../../dist');
const FILES = globSync(['*.js', 'chunks/*.js'], { cwd: DIST });

/** Ways to run a text as code or as a command line, by the call that does it. */
function dangersIn(code: string): string[] {
  const source = ts.createSourceFile('chunk.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const found: string[] = [];
  const calleeOf = (node: ts.Expression): string =>
    ts.isIdentifier(node) ? node.text : ts.isPropertyAccessExpression(node) ? node.name.text : '';
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const { expression } = node;
      const callee = calleeOf(expression);
      if (callee === 'Function' && (ts.isIdentifier(expression) || ts.isNewExpression(node)))
        found.push('Function');
      if (callee === 'eval' && ts.isIdentifier(expression)) found.push('eval');
      if (callee === 'execSync') found.push('execSync');
      if (/^(?:runIn(?:This|New)?Context|compileFunction)$/.test(callee)) found.push(callee);
    }
    const isShell = ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'shell';
    if (
      isShell &&
      node.initializer.kind !== ts.SyntaxKind.FalseKeyword &&
      node.initializer.getText(source) !== '!1'
    )
      found.push('shell');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the search', () => {
  it.each([
    ['eval("1")', ['eval']],
    ['new Function("a","return a")', ['Function']],
    ['Function("return this")()', ['Function']],
    ['spawn("a",[],{shell:!0})', ['shell']],
    ['spawn("a",[],{shell:true})', ['shell']],
    ['spawn("a",[],{shell:!1})', []],
    ['child.execSync("ls "+x)', ['execSync']],
    ['vm.runInNewContext("1")', ['runInNewContext']],
    ['const f=function(){};pattern.exec("eval(1)")', []],
  ])('finds in %s: %j', (code, found) => {
    expect(dangersIn(code)).toEqual(found);
  });
});

describe('what is built', () => {
  const dangers = FILES.flatMap((file) => {
    const found = dangersIn(readFileSync(resolve(DIST, file), 'utf8'));
    return found.length === 0 ? [] : [[file.replace(/-[A-Z0-9]+(?=\.js$)/, ''), found] as const];
  });

  it('makes no text a command line, and no text code outside of ajv', () => {
    expect(FILES.length).toBeGreaterThan(10);
    expect(dangers).toEqual([['chunks/ajv.js', ['Function']]]);
  });

  it('starts processes in one chunk, which render and lint do not need', () => {
    const spawning = FILES.filter((file) =>
      /from"node:child_process"/.test(readFileSync(resolve(DIST, file), 'utf8')),
    );
    expect(spawning).toHaveLength(1);
    const [chunk = ''] = spawning;
    expect(readFileSync(resolve(DIST, 'phasegate.js'), 'utf8')).not.toContain(chunk.replace('chunks/', ''));
  });
});
